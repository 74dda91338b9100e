namespace AgentBridge.Schema;

/// <summary>The contract's rules for the numbers and names of a plan: those of <see cref="SignalValidator"/>, before there is a signal. A valid plan allocates nothing.</summary>
public static class PlanValidator
{
    /// <summary>The first violation, or <see langword="null"/> for a plan that yields a valid signal.</summary>
    /// <param name="plan">The plan, with its entry filled in (<see cref="TradePlan.At"/>).</param>
    public static SignalViolation? Validate(in TradePlan plan) => Validate(plan, plan.Tp2Share);

    /// <summary>The first violation, or <see langword="null"/> for a plan that yields a valid signal.</summary>
    /// <param name="plan">The plan, with its entry filled in (<see cref="TradePlan.At"/>).</param>
    /// <param name="tp2Share">The share of the second target, for a signal that states its own.</param>
    public static SignalViolation? Validate(in TradePlan plan, double tp2Share)
    {
        var entry = plan.Entry ?? double.NaN;
        return SignalValidator.CheckWords(plan.Side, plan.EntryType, plan.Rationale)
            ?? SignalValidator.CheckConfidence(plan.Confidence)
            ?? SignalValidator.CheckPrice(entry, "entry.price")
            ?? SignalValidator.CheckPrice(plan.Stop, "risk.initial_stop")
            ?? SignalValidator.CheckPrice(plan.Tp1, "risk.take_profits[0].price")
            ?? SignalValidator.CheckSize(plan.Tp1Share, "risk.take_profits[0].size_pct")
            ?? SignalValidator.CheckPrice(plan.Tp2, "risk.take_profits[1].price")
            ?? SignalValidator.CheckSize(tp2Share, "risk.take_profits[1].size_pct")
            ?? SignalValidator.CheckSum(plan.Tp1Share, tp2Share)
            ?? SignalValidator.CheckOrder(plan.Side, entry, plan.Stop, plan.Tp1, plan.Tp2);
    }
}
