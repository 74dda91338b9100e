using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AgentBridge.Backtesting;

namespace AgentBridge.Cli;

/// <summary>Shows a parity check.</summary>
internal static class ParityOutput
{
    private const int MostCandles = 12;

    public static void Show(ParityReport report, bool json, CliHost host)
    {
        if (json)
        {
            JsonOut.Write(host, DocumentOf(report), DocumentJson.Default.ParityDocument);
            return;
        }

        ShowAssumptions(report.Input, host);
        ShowResult(report, host);
    }

    /// <summary>What was assumed about the markets, as messages.</summary>
    public static void ShowAssumptions(BacktestInput input, CliHost host)
    {
        foreach (var assumption in input.Assumptions)
        {
            host.Error.WriteLine($"bridge: assumed for {assumption}");
        }
    }

    /// <summary>Both sides in two lines, or the first difference.</summary>
    public static void ShowResult(ParityReport report, CliHost host)
    {
        var document = DocumentOf(report);
        var title = FormattableString.Invariant($"{report.Input.Source}: {report.Ours.Count} trades here ({report.OurSeconds:0.000} s), {report.Theirs.Count} on Freqtrade {document.Freqtrade} ({report.TheirSeconds:0.0} s)");
        host.Out.WriteLine(title);
        foreach (var metric in document.DifferentMetrics)
        {
            host.Out.WriteLine($"DIFFERENT figure {metric.Name}: {Shown(metric.Ours)} here, {Shown(metric.Freqtrade)} on Freqtrade");
        }

        if (document.FirstDivergence is not { } first)
        {
            host.Out.WriteLine(FormattableString.Invariant($"equal: {document.Compared} trades in {document.Fields.Count} fields, {document.Metrics - document.DifferentMetrics.Count} of {document.Metrics} figures, sha256 {document.OurSha256}"));
            return;
        }

        host.Out.WriteLine(FormattableString.Invariant($"DIFFERENT: {report.Comparison.Divergences.Count} of {document.Compared} trades ({string.Join(", ", document.Classes.Select(c => $"{c.Key} {c.Value}"))})"));
        var fields = first.Fields.Count > 0 ? $"in {string.Join(", ", first.Fields)}" : first.Ours is null ? "only Freqtrade has the trade" : "only we have the trade";
        host.Out.WriteLine($"first: {first.Class}, {fields}");
        TextTable.Write(host, null, ["", .. ParityTrade.Fields], [Row("here", first.Ours), Row("Freqtrade", first.Freqtrade)]);
        TextTable.Write(
            host,
            "candles",
            ["open time", "open", "high", "low", "close"],
            first.Candles.Select(c => (IReadOnlyList<string>)[ShownTime.Second(c.Timestamp), Shown(c.Open), Shown(c.High), Shown(c.Low), Shown(c.Close)]),
            1,
            2,
            3,
            4);
    }

    /// <summary>The document of a check.</summary>
    public static ParityDocument DocumentOf(ParityReport report)
    {
        var divergences = report.Comparison.Divergences;
        var classes = new SortedDictionary<string, int>(divergences.GroupBy(d => NameOf(d.Class), StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal), StringComparer.Ordinal);
        return new(
            report.IsEqual,
            report.Rules.Release,
            report.Rules.Name,
            report.Comparison.Compared,
            ParityTrade.Fields,
            classes,
            divergences.Count == 0 ? null : DocumentOf(divergences[0], report.Input),
            report.Metrics.Count,
            [.. report.Metrics.Where(metric => !metric.IsEqual)],
            HashOf(report.Ours),
            HashOf(report.Theirs),
            report.Input.Assumptions,
            Math.Round(report.OurSeconds, 4),
            Math.Round(report.TheirSeconds, 3));
    }

    private static ParityDivergenceDocument DocumentOf(ParityDivergence divergence, BacktestInput input)
    {
        var candles = input.Pairs.First(pair => string.Equals(pair.Candles.Symbol, divergence.Pair, StringComparison.Ordinal)).Candles;
        var step = candles.Timeframe.Milliseconds;
        var last = Math.Max(divergence.Ours?.CloseTimestamp ?? 0, divergence.Theirs?.CloseTimestamp ?? 0) + step;
        var near = Enumerable.Range(0, candles.Count)
            .SkipWhile(i => candles.OpenTimes[i] < divergence.OpenTimestamp - step)
            .TakeWhile(i => candles.OpenTimes[i] <= last)
            .Select(i => new ParityCandle(candles.OpenTimes[i], candles.Opens[i], candles.Highs[i], candles.Lows[i], candles.Closes[i]))
            .ToList();

        // Of a long trade, its beginning and its end.
        var shown = near.Count <= MostCandles ? near : [.. near.Take(MostCandles / 2), .. near.TakeLast(MostCandles / 2)];
        return new(NameOf(divergence.Class), divergence.Fields, divergence.Ours, divergence.Theirs, shown);
    }

    private static string NameOf(ParityClass kind) => kind switch
    {
        ParityClass.Signal => "SIGNAL",
        ParityClass.EntryRate => "ENTRY_RATE",
        ParityClass.Amount => "AMOUNT",
        ParityClass.Stop => "STOP",
        ParityClass.Target => "TARGET",
        ParityClass.Slot => "SLOT",
        ParityClass.Fee => "FEE",
        ParityClass.End => "END",
        ParityClass.RestingExit => "RESTING_EXIT",
        ParityClass.Wallet => "WALLET",
        ParityClass.Detail => "DETAIL",
        ParityClass.JsonDoubles => "JSON_DOUBLES",
        _ => "UNEXPLAINED",
    };

    private static string HashOf(IReadOnlyList<ParityTrade> trades)
    {
        var lines = trades.OrderBy(t => t.OpenTimestamp).ThenBy(t => t.Pair, StringComparer.Ordinal).Select(t => JsonOut.Text(t, DocumentJson.Default.ParityTrade) + "\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }

    private static IReadOnlyList<string> Row(string side, ParityTrade? trade) => trade is null
        ? [side, .. ParityTrade.Fields.Select(_ => "-")]
        :
        [
            side, trade.Pair, ShownTime.Second(trade.OpenTimestamp), ShownTime.Second(trade.CloseTimestamp), Shown(trade.OpenRate), Shown(trade.CloseRate), trade.ExitReason,
            Shown(trade.ProfitRatio), Shown(trade.Amount), Shown(trade.ProfitAbs),
        ];

    private static string Shown(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
