using AgentBridge.Signals;

namespace AgentBridge.Testing;

/// <summary>Rules on candles that no exchange should send.</summary>
internal static class HostileRules
{
    public static StrategyFinding? Check(CheckRule rule, CheckSubject subject, Func<StrategyCandles, IEnumerable<(string What, StrategyCandles Candles)>> variants)
    {
        foreach (var (what, candles) in variants(HostileCandles.Newest(subject.Candles, subject.WarmUp)))
        {
            if (ContractRule.Invalid(rule, subject.Strategy, PlanTrace.Of(subject.Strategy, candles, what), what) is { } finding)
            {
                return finding;
            }
        }

        return null;
    }
}
