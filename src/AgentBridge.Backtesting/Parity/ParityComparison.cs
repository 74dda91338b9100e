namespace AgentBridge.Backtesting;

/// <summary>The trades of two backtests, matched by pair and open time.</summary>
/// <param name="Compared">How many trades were compared: those of both sides, and those of one side alone.</param>
/// <param name="Divergences">The differences, by open time and pair.</param>
public sealed record ParityComparison(int Compared, IReadOnlyList<ParityDivergence> Divergences)
{
    /// <summary>Whether all trades are equal.</summary>
    public bool IsEqual => Divergences.Count == 0;

    /// <summary>Compares two lists of trades.</summary>
    /// <param name="ours">Our trades, at most one per pair and open time.</param>
    /// <param name="theirs">Freqtrade's.</param>
    /// <param name="context">What both ran on.</param>
    public static ParityComparison Of(IReadOnlyList<ParityTrade> ours, IReadOnlyList<ParityTrade> theirs, ParityContext context)
    {
        ArgumentNullException.ThrowIfNull(ours);
        ArgumentNullException.ThrowIfNull(theirs);
        ArgumentNullException.ThrowIfNull(context);
        var known = theirs.ToDictionary(trade => (trade.OpenTimestamp, trade.Pair));
        var different = new List<(ParityTrade? Ours, ParityTrade? Theirs)>();
        foreach (var trade in ours)
        {
            if (!known.Remove((trade.OpenTimestamp, trade.Pair), out var other))
            {
                different.Add((trade, null));
            }
            else if (trade.DifferencesTo(other).Count > 0)
            {
                different.Add((trade, other));
            }
        }

        different.AddRange(known.Values.Select(other => ((ParityTrade?)null, (ParityTrade?)other)));
        different.Sort(static (one, two) => Order(one.Ours ?? one.Theirs!, two.Ours ?? two.Theirs!));
        var classes = new ParityClasses(ours, theirs, context);
        return new(ours.Count + known.Count, [.. different.Select(pair => new ParityDivergence(classes.Of(pair.Ours, pair.Theirs), pair.Ours, pair.Theirs, pair.Theirs is null ? [] : pair.Ours?.DifferencesTo(pair.Theirs) ?? []))]);
    }

    private static int Order(ParityTrade one, ParityTrade two) =>
        one.OpenTimestamp != two.OpenTimestamp ? one.OpenTimestamp.CompareTo(two.OpenTimestamp) : string.CompareOrdinal(one.Pair, two.Pair);
}
