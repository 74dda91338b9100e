namespace AgentBridge.Cli;

/// <summary>A trade that differs between two backtests.</summary>
/// <param name="Class">What the difference is about.</param>
/// <param name="Ours">Our trade; <see langword="null"/> if only Freqtrade has one.</param>
/// <param name="Theirs">Freqtrade's; <see langword="null"/> if only we have one.</param>
/// <param name="Fields">The fields that differ; empty if one side has no trade.</param>
internal sealed record ParityDivergence(ParityClass Class, ParityTrade? Ours, ParityTrade? Theirs, IReadOnlyList<string> Fields)
{
    /// <summary>When the trade opened.</summary>
    public long OpenTimestamp => (Ours ?? Theirs)!.OpenTimestamp;

    /// <summary>The pair.</summary>
    public string Pair => (Ours ?? Theirs)!.Pair;
}

/// <summary>The trades of two backtests, matched by pair and open time.</summary>
/// <param name="Compared">How many trades were compared: those of both sides, and those of one side alone.</param>
/// <param name="Divergences">The differences, by open time and pair.</param>
internal sealed record ParityComparison(int Compared, IReadOnlyList<ParityDivergence> Divergences)
{
    /// <summary>Whether all trades are equal.</summary>
    public bool IsEqual => Divergences.Count == 0;

    /// <summary>Compares two lists of trades.</summary>
    public static ParityComparison Of(IReadOnlyList<ParityTrade> ours, IReadOnlyList<ParityTrade> theirs)
    {
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
