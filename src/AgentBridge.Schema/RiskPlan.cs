namespace AgentBridge.Schema;

/// <summary>The stop, the targets and the capital limit of a trade.</summary>
/// <param name="InitialStop">The price at which the trade is stopped out; finite and &gt; 0.</param>
/// <param name="TakeProfits">The two targets.</param>
/// <param name="MaxCapitalPct">The largest share of the wallet's total that the trade may use; 0 &lt; share ≤ 1 (0.05 is 5 %).</param>
public sealed record RiskPlan(
    double InitialStop,
    TakeProfits TakeProfits,
    double MaxCapitalPct);

/// <summary>Exactly two targets; the second lies beyond the first.</summary>
/// <param name="First">TP1.</param>
/// <param name="Second">TP2.</param>
public readonly record struct TakeProfits(TakeProfit First, TakeProfit Second);

/// <summary>One target.</summary>
/// <param name="Price">The price; finite and &gt; 0.</param>
/// <param name="SizePct">The share of the position to close there; &gt; 0, both shares sum to 1 within 1e-6 (0.5 is 50 %).</param>
public readonly record struct TakeProfit(double Price, double SizePct);
