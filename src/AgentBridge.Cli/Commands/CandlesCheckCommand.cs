using System.CommandLine;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary><c>bridge candles check FILE</c></summary>
internal static class CandlesCheckCommand
{
    private const int ShownFindings = 20;

    public static Command Create(CliHost host)
    {
        var file = new Argument<string>("FILE") { Description = "A candle CSV: timestamp,open,high,low,close,volume" };
        var symbol = GlobalOptions.Symbol();
        var timeframe = GlobalOptions.Timeframe();
        timeframe.Description = "The length of a candle (default: the step that the data shows)";
        var command = new Command("check", "Counts and lists gaps, duplicates, disorder and impossible candles; exit 1 if there is any") { file, symbol, timeframe };
        command.SetAction(parsed =>
        {
            var expected = CandleFiles.Timeframe(parsed.GetValue(timeframe)) ?? default;
            var argument = parsed.GetRequiredValue(file);
            var path = CandleFiles.SettlePath(argument, parsed.GetValue(symbol), host);
            var report = CandleFile.Inspect(path, expected, host.Clock.GetUtcNow().ToUnixTimeMilliseconds());
            if (parsed.GetValue(GlobalOptions.Json))
            {
                JsonOut.Write(host, CandlesCheckDocument.Of(report), DocumentJson.Default.CandlesCheckDocument);
            }
            else
            {
                Show(host, argument, report);
            }

            return report.IsClean ? ExitCodes.Success : ExitCodes.CheckFailed;
        });
        return command;
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
