using System.Globalization;
using AgentBridge.Market;

namespace AgentBridge.Testing;

/// <summary>Rules about where a history starts and ends.</summary>
internal static class HistoryRules
{
    private const int Cuts = 24;

    public static StrategyFinding? Prefix(CheckSubject subject)
    {
        foreach (var k in CheckSubject.Spread(subject.WarmUp, subject.Count - 1, Cuts))
        {
            var prefix = PlanTrace.Of(subject.Strategy, subject.Candles.Prefix(k));
            var what = string.Create(CultureInfo.InvariantCulture, $"the first {k} candles alone: it");
            if (PlanTrace.Compare(CheckRule.Prefix, subject.Whole.Plans.Where(p => p.Index < k), prefix.Plans, what) is { } finding)
            {
                return finding;
            }
        }

        return null;
    }

    public static StrategyFinding? Start(CheckSubject subject)
    {
        foreach (var k in CheckSubject.Spread(1, subject.Count - subject.WarmUp, Cuts))
        {
            // The price step belongs to the market, not to the run: every host takes it from as many candles.
            var before = subject.Candles.Own.Prefix(k).Last(PriceStepTracker.Window);
            var late = PlanTrace.Of(subject.Strategy, subject.Candles.From(k), before: before);
            var moved = late.Plans.Select(p => p with { Index = p.Index + k });
            var what = string.Create(CultureInfo.InvariantCulture, $"started at candle {k} it");
            if (PlanTrace.Compare(CheckRule.Start, subject.Whole.Plans.Where(p => p.Index >= k + subject.WarmUp - 1), moved, what) is { } finding)
            {
                return finding with { Detail = string.Create(CultureInfo.InvariantCulture, $"{finding.Detail}; with a warm-up of {subject.WarmUp} both must be equal: state a longer one, or keep less memory") };
            }
        }

        return null;
    }
}
