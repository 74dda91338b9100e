namespace AgentBridge.Backtesting;

/// <summary>A trade that differs between two backtests.</summary>
/// <param name="Class">What the difference is about.</param>
/// <param name="Ours">Our trade; <see langword="null"/> if only Freqtrade has one.</param>
/// <param name="Theirs">Freqtrade's; <see langword="null"/> if only we have one.</param>
/// <param name="Fields">The fields that differ; empty if one side has no trade.</param>
public sealed record ParityDivergence(ParityClass Class, ParityTrade? Ours, ParityTrade? Theirs, IReadOnlyList<string> Fields)
{
    /// <summary>When the trade opened.</summary>
    public long OpenTimestamp => (Ours ?? Theirs)!.OpenTimestamp;

    /// <summary>The pair.</summary>
    public string Pair => (Ours ?? Theirs)!.Pair;
}
