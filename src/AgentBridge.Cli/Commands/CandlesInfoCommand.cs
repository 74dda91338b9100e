using System.CommandLine;
using System.Globalization;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary><c>bridge candles info</c></summary>
internal static class CandlesInfoCommand
{
    private static readonly string[] Columns = ["file", "pair", "timeframe", "layout", "candles", "first", "last", "gaps", "missing", "faulty", "no volume", "flat", "step"];
    private static readonly int[] RightAligned = [4, 7, 8, 9, 10, 11, 12];

    public static Command Create(CliHost host)
    {
        var files = new Argument<string[]>("FILE") { Description = "Candle files, or folders of them", HelpName = "FILE|FOLDER", Arity = ArgumentArity.OneOrMore };
        var timeframe = GlobalOptions.Timeframe();
        timeframe.Description = "The length of a candle (default: the step that the data shows)";
        var unit = CandleOptions.TimeUnitOption();
        var command = new Command("info", "Says what candle files hold: layout, pair, timeframe, span, gaps, flat candles, price step, size, hash") { files, timeframe, unit };
        command.SetAction(async parsed =>
        {
            var expected = CandleFiles.AnyTimeframe(parsed.GetValue(timeframe)) ?? default;
            var options = new CandleFileOptions { TimeUnit = CandleOptions.UnitOf(parsed.GetValue(unit)) };
            var all = CandleFileArguments.Expand(parsed.GetRequiredValue(files), host);
            var json = parsed.GetValue(GlobalOptions.Json);
            var (code, facts, documents) = (ExitCodes.Success, new List<CandlesInfoDocument>(), new List<string>());
            foreach (var file in all)
            {
                try
                {
                    facts.Add(CandleFacts.Of(file, expected, options, host));
                    documents.Add(JsonOut.Text(facts[^1], DocumentJson.Default.CandlesInfoDocument));
                }
                catch (CandleSourceException failure) when (all.Count > 1)
                {
                    code = Math.Max(code, await FailureReport.SayOfFileAsync(failure, file, documents, host));
                }
            }

            if (json)
            {
                JsonOut.WriteArray(host, documents);
            }
            else
            {
                Show(facts, host);
            }

            return code;
        });
        return command;
    }

    private static void Show(List<CandlesInfoDocument> facts, CliHost host)
    {
        if (facts is [var one])
        {
            foreach (var (name, value) in Lines(one))
            {
                host.Out.WriteLine($"{name,-12} {value}");
            }
        }
        else if (facts.Count > 1)
        {
            TextTable.Write(host, null, Columns, facts.Select(Row), RightAligned);
        }
    }

    private static IEnumerable<(string Name, string Value)> Lines(CandlesInfoDocument facts) =>
    [
        ("file", facts.File),
        ("layout", facts.Unit is { } unit ? $"{facts.Layout}, times in {unit}" : facts.Layout),
        ("prices of", facts.Type),
        ("pair", facts.Symbol ?? "not in its name"),
        ("timeframe", facts.Timeframe),
        ("candles", Text(facts.Candles)),
        ("first", facts.First ?? "none"),
        ("last", facts.Last ?? "none"),
        ("gaps", FormattableString.Invariant($"{facts.Gaps}, {facts.Missing} candles missing")),
        ("duplicates", Text(facts.Duplicates)),
        ("faulty", facts.Faulty == 0 ? "0" : $"{Text(facts.Faulty)} ('bridge candles check' lists them)"),
        ("no volume", FormattableString.Invariant($"{facts.ZeroVolume}, {facts.Flat} of them flat")),
        ("price step", StepOf(facts)),
        ("range", facts is { Low: { } low, High: { } high } ? FormattableString.Invariant($"{low} to {high}") : "none"),
        ("size", FormattableString.Invariant($"{facts.Bytes} bytes")),
        ("sha256", facts.Sha256),
    ];

    private static IReadOnlyList<string> Row(CandlesInfoDocument facts) =>
    [
        facts.File, facts.Symbol ?? "-", facts.Timeframe, facts.Layout, Text(facts.Candles), Minute(facts.First), Minute(facts.Last),
        Text(facts.Gaps), Text(facts.Missing), Text(facts.Faulty), Text(facts.ZeroVolume), Text(facts.Flat), StepOf(facts),
    ];

    private static string StepOf(CandlesInfoDocument facts) => facts.PriceStep.IsKnown ? facts.PriceStep.Value.ToString(CultureInfo.InvariantCulture) : "unknown";

    private static string Minute(string? time) => time is { Length: >= 16 } ? time[..16].Replace('T', ' ') : "-";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
