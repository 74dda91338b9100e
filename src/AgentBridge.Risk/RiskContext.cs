using AgentBridge.Schema;

namespace AgentBridge.Risk;

/// <summary>The input of the gate's rules. The default value is denied.</summary>
/// <param name="Plan">The plan, its entry given.</param>
/// <param name="Market">The market as of the deciding candle.</param>
/// <param name="Account">The account that the trade would use.</param>
/// <param name="NowMs">The clock's instant, in Unix milliseconds.</param>
public readonly record struct RiskContext(TradePlan Plan, MarketState Market, AccountState Account, long NowMs)
{
    /// <summary>When the plan was decided, in Unix milliseconds.</summary>
    /// <value>The market's close by default.</value>
    public long TimestampMs { get; init; } = Market.CloseTimeMs;

    /// <summary>The share of the position that the second target closes.</summary>
    /// <value>1 − the first target's share by default.</value>
    public double Tp2Share { get; init; } = Plan.Tp2Share;

    /// <summary>The pair of the plan; <see langword="null"/> where plan and candles are known to be of one.</summary>
    public string? Symbol { get; init; }

    /// <summary>The pair of the candles; <see langword="null"/> where plan and candles are known to be of one.</summary>
    public string? CandlesSymbol { get; init; }

    /// <summary>The entry; NaN where it is not given.</summary>
    public double Entry => Plan.Entry ?? double.NaN;

    /// <summary>The loss per unit from entry to stop; &gt; 0 for a valid plan of either side.</summary>
    public double RiskPerUnit => Plan.Side == SignalSide.Long ? Entry - Plan.Stop : Plan.Stop - Entry;

    /// <summary>The context of a signal.</summary>
    /// <param name="signal">The signal to check.</param>
    /// <param name="market">The market as of the deciding candle.</param>
    /// <param name="nowMs">The clock's instant, in Unix milliseconds.</param>
    public static RiskContext Of(TradingSignal signal, in MarketState market, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(signal);
        return Of(signal, market, nowMs, signal.Symbol, signal.Symbol);
    }

    internal static RiskContext Of(TradingSignal signal, in MarketState market, long nowMs, string symbol, string? candlesSymbol) =>
        new(TradePlan.Of(signal), market, new AccountState(signal.Risk.MaxCapitalPct), nowMs)
        {
            TimestampMs = signal.Timestamp.ToUnixTimeMilliseconds(),
            Tp2Share = signal.Risk.TakeProfits.Second.SizePct,
            Symbol = symbol,
            CandlesSymbol = candlesSymbol,
        };

    /// <summary>The profit per unit from entry to a target; &gt; 0 for a valid plan of either side.</summary>
    /// <param name="target">The target's price.</param>
    public double RewardPerUnit(double target) => Plan.Side == SignalSide.Long ? target - Entry : Entry - target;
}
