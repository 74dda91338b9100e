using AgentBridge.Market;

namespace AgentBridge.Backtesting;

/// <summary>What the exchange allows on a market: the steps of prices and amounts, and the limits of an order.</summary>
/// <param name="Tick">The step of prices; known.</param>
/// <param name="Step">The step of amounts, in the base currency; known.</param>
public sealed record BacktestMarket(PriceStep Tick, PriceStep Step)
{
    /// <summary>The smallest amount of an order, in the base currency.</summary>
    /// <value>&gt; 0; the step by default.</value>
    public double MinAmount { get; init; } = Step.Value;

    /// <summary>The largest amount of an order, in the base currency.</summary>
    /// <value>&gt; 0; no limit by default.</value>
    public double MaxAmount { get; init; } = double.PositiveInfinity;

    /// <summary>The smallest value of an order, in the quote currency.</summary>
    /// <value>≥ 0; 5 by default.</value>
    public double MinCost { get; init; } = 5;

    /// <summary>The largest value of an order, in the quote currency.</summary>
    /// <value>&gt; 0; no limit by default.</value>
    public double MaxCost { get; init; } = double.PositiveInfinity;

    /// <summary>What a future's exchange demands of positions, the smallest first; without any, no position is liquidated.</summary>
    /// <value>None by default.</value>
    public IReadOnlyList<LeverageTier> LeverageTiers { get; init; } = [];

    /// <summary>Whether a backtest can trade on it: known steps, and limits that are numbers in their ranges.</summary>
    public bool IsUsable =>
        Tick.IsKnown && Step.IsKnown && MinAmount > 0 && MinAmount >= Step.Value && MinCost >= 0 && MaxAmount > 0 && MaxCost > 0;
}
