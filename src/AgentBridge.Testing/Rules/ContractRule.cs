using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Testing;

/// <summary>Plans yield valid signals, and streams are new objects.</summary>
internal static class ContractRule
{
    public static StrategyFinding? Check(CheckSubject subject)
    {
        if (ReferenceEquals(subject.Strategy.OpenStream(), subject.Strategy.OpenStream()))
        {
            return new StrategyFinding(CheckRule.Contract.Name, null, "Open returned the same stream twice; every run needs its own");
        }

        return Invalid(CheckRule.Contract, subject.Strategy, subject.Whole, string.Empty);
    }

    /// <summary>The first plan that does not yield a valid signal.</summary>
    public static StrategyFinding? Invalid(CheckRule rule, Strategy strategy, PlanTrace trace, string what)
    {
        foreach (var (index, _, plan) in trace.Plans)
        {
            if (PlanValidator.Validate(plan) is { } violation)
            {
                return new StrategyFinding(rule.Name, index, $"{what}{violation}: {PlanBits.Describe(plan)}");
            }

            var side = plan.Side == SignalSide.Long ? StrategySides.Long : StrategySides.Short;
            if (!strategy.Needs.Sides.HasFlag(side))
            {
                return new StrategyFinding(rule.Name, index, $"{what}a {side} plan, but the strategy declares {strategy.Needs.Sides}");
            }
        }

        return null;
    }
}
