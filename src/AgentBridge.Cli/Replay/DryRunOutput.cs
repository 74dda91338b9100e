using AgentBridge.Backtesting;
using AgentBridge.Engine;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Cli;

/// <summary>The summary that a dry-run prints at its end.</summary>
internal static class DryRunOutput
{
    private const int ShownTrades = 10;

    public static void Show(CliHost host, DryRunSummary summary, IReadOnlyList<GateResult> gates, string folder, double seconds)
    {
        if (summary.Paper is { } replay)
        {
            ShowReplay(host, replay, summary.Strategy);
        }
        else
        {
            host.Out.WriteLine();
            TextTable.Write(host, $"Freqtrade {summary.Freqtrade}'s own trade table", ["Decision", "Pair", "Open", "Close", "Exit", "R"], summary.Trades.Select(Row), 2, 3, 5);
        }

        if (StrategyCatalog.BuiltIn.All.Any(s => string.Equals(s.ToString(), summary.Strategy, StringComparison.Ordinal)))
        {
            var what = summary.Strategy.StartsWith("breakout/", StringComparison.Ordinal) ? "The breakout is a demonstration" : $"{summary.Strategy} is an example";
            host.Out.WriteLine($"{what} of how a signal travels, not a profitable strategy.");
        }

        host.Out.WriteLine();
        GatesOutput.Show(host, gates);
        host.Out.WriteLine(FormattableString.Invariant($"{Verdict(summary, gates)} ({seconds:0.0} s). Journals: {Path.GetRelativePath(host.WorkingDirectory, folder)}; `bridge why DECISION_ID` shows the life of a signal."));
    }

    public static void WriteJson(CliHost host, DryRunSummary summary, IReadOnlyList<GateResult> gates, double seconds) =>
        JsonOut.Write(host, DryRunDocument.Of(summary, gates, seconds), DocumentJson.Default.DryRunDocument);

    private static string Verdict(DryRunSummary summary, IReadOnlyList<GateResult> gates) =>
        (gates.All(g => g.Passed) ? "All gates passed" : "A gate did not pass") + (summary.StrategyThrew ? $", and the strategy threw ({CycleCodes.GeneratorFailed})" : string.Empty)
        + (summary.Parity is { IsExplained: false } ? ", and the trade differs from a backtest's without a cause" : string.Empty);

    private static void ShowReplay(CliHost host, PaperReplayResult replay, string strategy)
    {
        host.Out.WriteLine(FormattableString.Invariant(
            $"signals  {replay.Signals} by {strategy}, {replay.Approved} approved by the gate{Counts(replay.Denied)}, {replay.Published} published"));
        if (replay.GeneratorFailed > 0)
        {
            host.Out.WriteLine(FormattableString.Invariant($"undecided {replay.GeneratorFailed} of {replay.Candles} candles: the strategy threw ({CycleCodes.GeneratorFailed})"));
        }

        host.Out.WriteLine(FormattableString.Invariant($"trades   {replay.Trades.Count}{Counts(replay.Refused, ", not opened ")}"));
        host.Out.WriteLine();
        var hidden = replay.Trades.Count - ShownTrades;
        TextTable.Write(
            host,
            hidden > 0 ? FormattableString.Invariant($"The last {ShownTrades} trades ({hidden} before them are in trade_results.csv)") : null,
            ["Decision", "Opened", "Open", "Closed", "Close", "Exit", "R", "Profit"],
            replay.Trades.TakeLast(ShownTrades).Select(Row),
            2, 4, 6, 7);
        host.Out.WriteLine(Summary(replay));
    }

    private static IReadOnlyList<string> Row(ReportedTrade trade) =>
    [
        trade.DecisionId.Length >= 8 ? trade.DecisionId[..8] : "(not ours)",
        trade.Pair,
        Price(trade.OpenRate),
        Price(trade.CloseRate),
        trade.ExitReason,
        FormattableString.Invariant($"{trade.PnlRMultiple:0.00}"),
    ];

    private static IReadOnlyList<string> Row(PaperTrade trade) =>
    [
        trade.Opened.Signal.DecisionId.ToString()[..8],
        ShownTime.Minute(trade.Opened.OpenTimeMs),
        Price(trade.Opened.OpenRate),
        ShownTime.Minute(trade.CloseTimeMs),
        Price(trade.CloseRate),
        trade.ExitReason,
        FormattableString.Invariant($"{trade.PnlRMultiple:0.00}"),
        FormattableString.Invariant($"{trade.ProfitAbs:0.00}"),
    ];

    private static string Summary(PaperReplayResult replay)
    {
        var reasons = replay.Trades.GroupBy(t => t.ExitReason, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => FormattableString.Invariant($"{g.Count()} {g.Key}"));
        return FormattableString.Invariant(
            $"{(replay.Trades.Count == 0 ? "no trade" : string.Join(", ", reasons))}; {replay.Trades.Sum(t => t.PnlRMultiple):0.00} R after fees and slippage; wallet {replay.Wallet:0.00}");
    }

    private static string Counts(IReadOnlyDictionary<string, int> counts, string lead = ", denied ") =>
        counts.Count == 0 ? string.Empty : $"{lead}{string.Join(", ", counts.OrderByDescending(c => c.Value).Select(c => FormattableString.Invariant($"{c.Value} {c.Key}")))}";

    private static string Price(double price) => FormattableString.Invariant($"{price:0.########}");
}
