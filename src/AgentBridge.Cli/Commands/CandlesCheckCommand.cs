using System.CommandLine;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary><c>bridge candles check FILE</c></summary>
internal static class CandlesCheckCommand
{
    private const int ShownFindings = 20;

    public static Command Create(CliHost host)
    {
        var file = new Argument<string>("FILE") { Description = "A candle file, whatever its layout (the README of AgentBridge.Market lists them), or with --pairs a data folder" };
        var pairs = CandleOptions.PairsOption();
        var unit = CandleOptions.TimeUnitOption();
        var symbol = GlobalOptions.Symbol();
        var timeframe = GlobalOptions.Timeframe();
        timeframe.Description = "The length of a candle (default: the step that the data shows)";
        var command = new Command("check", "Counts and lists gaps, duplicates, disorder and impossible candles; exit 1 if there is any") { file, pairs, unit, symbol, timeframe };
        command.SetAction(parsed =>
        {
            var expected = CandleFiles.AnyTimeframe(parsed.GetValue(timeframe)) ?? default;
            var argument = parsed.GetRequiredValue(file);
            var options = new CandleFileOptions { TimeUnit = CandleOptions.UnitOf(parsed.GetValue(unit)) };
            var files = CandleFolders.Expand([argument], parsed.GetValue(pairs), parsed.GetValue(symbol), expected, host);
            var reports = files.Select(each => Inspect(each, parsed.GetValue(symbol), expected, options, host)).ToList();
            if (!parsed.GetValue(GlobalOptions.Json))
            {
                reports.ForEach(checkedFile => Show(host, checkedFile.File, checkedFile.Report));
            }
            else if (parsed.GetValue(pairs) is null)
            {
                JsonOut.Write(host, CandlesCheckDocument.Of(reports[0].File, reports[0].Report), DocumentJson.Default.CandlesCheckDocument);
            }
            else
            {
                JsonOut.Write(host, [.. reports.Select(checkedFile => CandlesCheckDocument.Of(checkedFile.File, checkedFile.Report))], DocumentJson.Default.IReadOnlyListCandlesCheckDocument);
            }

            return reports.TrueForAll(checkedFile => checkedFile.Report.IsClean) ? ExitCodes.Success : ExitCodes.CheckFailed;
        });
        return command;
    }

    private static (string File, CandleQualityReport Report) Inspect(string argument, string? symbol, Timeframe timeframe, CandleFileOptions options, CliHost host)
    {
        var path = CandleFiles.SettlePath(argument, symbol, host);
        var report = CandleFile.Inspect(path, timeframe, host.Clock.GetUtcNow().ToUnixTimeMilliseconds(), options);
        foreach (var notice in report.Notices)
        {
            host.Error.WriteLine($"bridge: {notice}");
        }

        return (argument, report);
    }

    private static void Show(CliHost host, string file, CandleQualityReport report)
    {
        host.Out.WriteLine($"{file}: {report.ToSummary()}");
        foreach (var finding in report.Findings.Take(ShownFindings))
        {
            host.Out.WriteLine(FormattableString.Invariant($"  row {finding.Row}: {finding.KindName}: {finding.Detail}"));
        }

        if (report.FindingCount > ShownFindings)
        {
            host.Out.WriteLine(FormattableString.Invariant($"  … and {report.FindingCount - ShownFindings} more (--json lists the first {report.Findings.Count})"));
        }
    }
}
