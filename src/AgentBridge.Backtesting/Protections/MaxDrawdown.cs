using AgentBridge.Schema;

namespace AgentBridge.Backtesting;

/// <summary>Locks all pairs after a drawdown of the closed trades. By the rules of 2026.9 a drawdown may begin before the first trade; before, it begins with a trade.</summary>
public sealed record MaxDrawdown : BacktestProtection
{
    /// <summary>From how many trades on the drawdown counts.</summary>
    /// <value>≥ 1; 1 by default.</value>
    public int TradeLimit { get; init; } = 1;

    /// <summary>The largest drawdown that doesn't lock.</summary>
    /// <value>≥ 0; 0 by default.</value>
    public double MaxAllowedDrawdown { get; init; }

    /// <summary>What the drawdown is measured in.</summary>
    /// <value><see cref="DrawdownBasis.Ratios"/> by default.</value>
    public DrawdownBasis CalculationMode { get; init; } = DrawdownBasis.Ratios;

    internal override string Method => nameof(MaxDrawdown);

    internal static MaxDrawdown Read(ProtectionSection section) => new()
    {
        TradeLimit = section.Whole("trade_limit", 1, 1),
        MaxAllowedDrawdown = section.Number("max_allowed_drawdown", 0, 0),
        CalculationMode = section.Word("calculation_mode", "ratios", "equity") == 1 ? DrawdownBasis.Equity : DrawdownBasis.Ratios,
    };

    internal override ProtectionDocument Describe(ProtectionDocument document) => document with { TradeLimit = TradeLimit, MaxAllowedDrawdown = MaxAllowedDrawdown, CalculationMode = CalculationMode == DrawdownBasis.Equity ? "equity" : null };

    internal override ProtectionLock? StopAll(ClosedTrades closed, SignalSide side)
    {
        var trades = closed.Within(LookbackPeriod, ClosedTrades.AllPairs);
        if (trades.Count < TradeLimit)
        {
            return null;
        }

        // Candles of a lower timeframe may close trades out of the order of time.
        var ordered = trades.OrderBy(trade => trade.CloseTimeMs);
        var drawdown = CalculationMode == DrawdownBasis.Equity ? OfEquity(ordered, closed) : OfRatios(ordered, closed.Rules);
        return drawdown > MaxAllowedDrawdown ? LockFrom(trades, closed, side: null) : null;
    }

    private static double OfRatios(IEnumerable<BacktestTrade> trades, BacktestRules rules)
    {
        var (sum, most) = (0.0, 0.0);
        var high = rules.HasNewProtections ? 0 : double.NegativeInfinity;
        foreach (var trade in trades)
        {
            sum += trade.ProfitRatio;
            high = Math.Max(high, sum);
            most = Math.Max(most, high - sum);
        }

        return most;
    }

    private double OfEquity(IEnumerable<BacktestTrade> trades, ClosedTrades closed)
    {
        var start = closed.Wallet + closed.ProfitBefore(LookbackPeriod);
        var (sum, high, most) = (0.0, 0.0, 0.0);
        foreach (var trade in trades)
        {
            sum += trade.ProfitAbs;
            high = Math.Max(high, sum);
            most = Math.Max(most, (start + high - (start + sum)) / (start + high));
        }

        return most;
    }
}
