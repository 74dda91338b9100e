namespace AgentBridge.Engine;

/// <summary>One approved decision: a row of decision_log.csv.</summary>
/// <param name="DecisionId">The decision's id, not empty.</param>
/// <param name="TimestampMs">The deciding candle's close in UTC milliseconds since 1970, from year 1 to 9999.</param>
/// <param name="Symbol">The pair, such as <c>BTC/USDT</c>, not empty.</param>
/// <param name="Side"><c>long</c> or <c>short</c>.</param>
/// <param name="EntryPrice">The reference price in the quote currency, finite and &gt; 0.</param>
/// <param name="Stop">The initial stop, a price, finite and &gt; 0.</param>
/// <param name="Tp1">The first target, a price, finite and &gt; 0.</param>
/// <param name="Tp2">The second target, a price, finite and &gt; 0.</param>
/// <param name="Confidence">From 0 (excluded) to 1 (included).</param>
public sealed record DecisionRow(
    string DecisionId,
    long TimestampMs,
    string Symbol,
    string Side,
    double EntryPrice,
    double Stop,
    double Tp1,
    double Tp2,
    double Confidence);
