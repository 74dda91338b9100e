namespace AgentBridge.Signals;

/// <summary>The prices of a plan: what a signal is made of, before there is one.</summary>
/// <param name="Entry">The reference price.</param>
/// <param name="Stop">Below the entry of a long, above that of a short.</param>
/// <param name="Tp1">The first target, on the other side of the entry.</param>
/// <param name="Tp2">The second target, beyond the first.</param>
public readonly record struct PlanPrices(double Entry, double Stop, double Tp1, double Tp2);
