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
    public static ParityComparison Of(IReadOnlyList<ParityTrade> ours, IReadOnlyList<ParityTrade> theirs)
    {
        ArgumentNullException.ThrowIfNull(ours);
        ArgumentNullException.ThrowIfNull(theirs);
        var known = theirs.ToDictionary(trade => (trade.OpenTimestamp, trade.Pair));
        var divergences = new List<ParityDivergence>();
        foreach (var trade in ours)
        {
            if (!known.Remove((trade.OpenTimestamp, trade.Pair), out var other))
            {
                divergences.Add(new(ClassOfLone(trade, theirs), trade, null, []));
            }
            else if (trade.DifferencesTo(other) is { Count: > 0 } fields)
            {
                divergences.Add(new(ClassOf(trade, other), trade, other, fields));
            }
        }

        divergences.AddRange(known.Values.Select(other => new ParityDivergence(ClassOfLone(other, ours), null, other, [])));
        return new(ours.Count + known.Count, [.. divergences.OrderBy(d => d.OpenTimestamp).ThenBy(d => d.Pair, StringComparer.Ordinal)]);
    }

    private static ParityClass ClassOfLone(ParityTrade trade, IReadOnlyList<ParityTrade> others) =>
        others.Any(other => other.OpenTimestamp <= trade.OpenTimestamp && other.CloseTimestamp >= trade.OpenTimestamp) ? ParityClass.Slot : ParityClass.Signal;

    private static ParityClass ClassOf(ParityTrade ours, ParityTrade theirs)
    {
        if (!ours.OpenRate.Equals(theirs.OpenRate))
        {
            return ParityClass.EntryRate;
        }

        if (!ours.Amount.Equals(theirs.Amount))
        {
            return ParityClass.Amount;
        }

        var isExitEqual = ours.CloseTimestamp == theirs.CloseTimestamp && ours.CloseRate.Equals(theirs.CloseRate) && string.Equals(ours.ExitReason, theirs.ExitReason, StringComparison.Ordinal);
        return isExitEqual ? ParityClass.Fee : ClassOfExit(theirs.ExitReason) is var theirClass && theirClass != ParityClass.Target ? theirClass : ClassOfExit(ours.ExitReason);
    }

    private static ParityClass ClassOfExit(string reason) => reason switch
    {
        "force_exit" => ParityClass.End,
        "tp1" => ParityClass.Target,
        "stop_loss" or "trailing_stop_loss" => ParityClass.Stop,
        _ => ParityClass.Unexplained,
    };
}
