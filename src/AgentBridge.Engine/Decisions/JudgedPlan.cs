using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;

namespace AgentBridge.Engine;

/// <summary>A plan with the gate's verdict.</summary>
/// <param name="OpenTimeMs">The open of the deciding candle, in Unix milliseconds.</param>
/// <param name="Plan">The plan, its prices on the market's grid.</param>
/// <param name="Step">The price step as of the deciding candle.</param>
/// <param name="Market">The market as of the deciding candle.</param>
/// <param name="Check">The gate's answer, the clock at the candle's close.</param>
public readonly record struct JudgedPlan(long OpenTimeMs, TradePlan Plan, PriceStep Step, MarketState Market, GateCheck Check);

/// <summary>Takes the plans of a history, oldest first.</summary>
/// <param name="plan">With the gate's verdict; valid only during the call.</param>
public delegate void JudgedPlanHandler(in JudgedPlan plan);
