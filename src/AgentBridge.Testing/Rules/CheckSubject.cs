using AgentBridge.Signals;

namespace AgentBridge.Testing;

/// <summary>The strategy and candles under test.</summary>
/// <param name="Strategy">The strategy with its options.</param>
/// <param name="Candles">Those that the check was asked to use; the hostile ones are made of them.</param>
/// <param name="Whole">Its plans over all of them.</param>
internal sealed record CheckSubject(Strategy Strategy, StrategyCandles Candles, PlanTrace Whole)
{
    public int Count => Candles.Own.Count;

    public int WarmUp { get; } = Strategy.Needs.WarmUpOn(Candles.Own.Timeframe);

    /// <summary>Indices spread over a range, both ends among them; neighbours differ by no common step, so that no bucket of a feed is always cut alike.</summary>
    public static IEnumerable<int> Spread(int first, int last, int count)
    {
        var length = (long)last - first;
        return Enumerable.Range(0, count).Select(i => (int)(first + (length * i / (count - 1))) - (i % 2 == 1 && length > count * 4L ? i % 7 : 0)).Distinct();
    }
}
