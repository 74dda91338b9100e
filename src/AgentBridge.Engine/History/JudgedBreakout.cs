using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Signals;

namespace AgentBridge.Engine;

/// <summary>A breakout as numbers, with what the gate says of them.</summary>
/// <param name="OpenTimeMs">The open of the deciding candle, in Unix milliseconds.</param>
/// <param name="Levels">Its prices, on the market's grid.</param>
/// <param name="Step">The price step as of the deciding candle.</param>
/// <param name="Market">The market as of the deciding candle.</param>
/// <param name="Check">The gate's answer to the numbers.</param>
public readonly record struct JudgedBreakout(long OpenTimeMs, PlanPrices Levels, PriceStep Step, MarketState Market, GateCheck Check);

/// <summary>Takes the breakouts of a history, oldest first.</summary>
/// <param name="breakout">The breakout.</param>
public delegate void BreakoutHandler(in JudgedBreakout breakout);

/// <summary>What became of a history.</summary>
/// <param name="Candles">Candles looked at.</param>
/// <param name="Raw">Signals of the generator.</param>
/// <param name="Approved">Signals that the gate approved; 0 where it was not asked.</param>
/// <param name="Denied">Signals that the gate denied, by code, in the order of the checks; raw = approved + the sum of these.</param>
public sealed record HistoryCounts(int Candles, int Raw, int Approved, IReadOnlyDictionary<DenyCode, int> Denied)
{
    /// <summary>The price step as of the newest candle.</summary>
    public PriceStep PriceStep { get; init; }

    /// <summary>Signals whose price step was unknown: their prices are rounded to 12 significant digits.</summary>
    public int WithoutStep { get; init; }
}
