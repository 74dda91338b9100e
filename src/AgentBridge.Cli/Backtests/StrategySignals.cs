using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Cli;

/// <summary>A strategy's signals on several pairs: the walk and the gate of a running agent, pair by pair.</summary>
internal static class StrategySignals
{
    /// <summary>The signals of each pair, the oldest first.</summary>
    /// <param name="strategy">Decides on each candle, with its options.</param>
    /// <param name="series">The pairs' candles; other pairs that the strategy uses must be among them.</param>
    /// <param name="risk">The gate's settings; <see langword="null"/> leaves the gate out.</param>
    /// <exception cref="CliException">The strategy lacks another pair, can't run on the timeframe, or threw.</exception>
    public static IReadOnlyList<IReadOnlyList<TradingSignal>> Of(Strategy strategy, IReadOnlyList<CandleSeries> series, RiskOptions? risk) =>
        [.. series.Select(own => Of(strategy, own, series, risk))];

    private static List<TradingSignal> Of(Strategy strategy, CandleSeries own, IReadOnlyList<CandleSeries> series, RiskOptions? risk)
    {
        StrategyFiles.RequireTimeframe(strategy, own.Timeframe);
        var others = strategy.OtherPairsOf(own.Symbol).Select(other => series.FirstOrDefault(s => string.Equals(s.Symbol, other, StringComparison.Ordinal))
            ?? throw new CliException(ExitCodes.Usage, $"strategy {strategy.Descriptor.Name.Name} also needs the candles of {other} (FEED_MISSING); add --candles {other}=FILE"));
        var candles = new StrategyCandles(own, others);
        var signals = new List<TradingSignal>();
        var counts = risk is null
            ? SignalHistory.RunRaw(candles, strategy, signals.Add)
            : SignalHistory.RunGated(candles, strategy, risk, approved => signals.Add(approved.Signal));
        return counts.FirstFailure is { } failure
            ? throw new CliException(ExitCodes.CheckFailed, $"{own.Symbol}: {failure}")
            : signals;
    }
}
