namespace AgentBridge.Backtesting;

/// <summary>The signals of a run as events of its clock.</summary>
internal static class SignalEvents
{
    /// <summary>The signals that can open a trade, in the order in which they are due, and how many of the others there are.</summary>
    /// <param name="pairs">The pairs of the run.</param>
    /// <param name="startup">How many candles of each pair are warm-up.</param>
    /// <param name="stepMs">The length of a candle, in milliseconds.</param>
    /// <param name="end">The first step at which nothing opens.</param>
    public static (SignalEvent[] Events, int Outside) Of(PairState[] pairs, int startup, long stepMs, int end)
    {
        var events = new List<SignalEvent>(pairs.Sum(pair => pair.Pair.Signals.Count));
        var outside = 0;
        foreach (var pair in pairs)
        {
            var signals = pair.Pair.Signals;
            var times = pair.Candles.OpenTimes;
            for (var i = 0; i < signals.Count; i++)
            {
                var (distance, rest) = Math.DivRem(signals[i].RowMs - times[0], stepMs);
                var step = pair.Offset + distance + 1;
                if (rest != 0 || distance < startup || distance + 1 >= times.Length || step >= end)
                {
                    outside++;
                }
                else
                {
                    events.Add(new((int)step, pair.Index, i));
                }
            }
        }

        // Those of one pair are in order already.
        if (pairs.Length > 1)
        {
            events.Sort(SignalEvent.Compare);
        }

        return ([.. events], outside);
    }
}
