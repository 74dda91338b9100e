using AgentBridge.Market;

namespace AgentBridge.Backtesting;

/// <summary>A pair of a backtest.</summary>
/// <param name="Candles">Its candles, without gaps, warm-up included.</param>
/// <param name="Market">What the exchange allows.</param>
/// <param name="Signals">Its signals, the oldest first, at most one per candle (<see cref="BacktestSignal.RowsOf"/>).</param>
public sealed record BacktestPair(CandleSeries Candles, BacktestMarket Market, IReadOnlyList<BacktestSignal> Signals)
{
    /// <summary>
    /// Candles of a lower timeframe, without gaps, on which trades are entered and closed; where they have none for a candle, the candle itself is used.
    /// <see langword="null"/>, the default, for none.
    /// </summary>
    public CandleSeries? Detail { get; init; }

    /// <summary>The funding of a perpetual future, the oldest payment first; not used for spot pairs.</summary>
    /// <value>None by default.</value>
    public IReadOnlyList<BacktestFunding> Funding { get; init; } = [];

    /// <summary>Whether it is a perpetual future, by its name, such as <c>BTC/USDT:USDT</c>: trades are settled in the quote currency and may be short.</summary>
    public bool IsFuture => Candles.Symbol.Contains(':', StringComparison.Ordinal);
}
