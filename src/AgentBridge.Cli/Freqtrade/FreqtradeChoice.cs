namespace AgentBridge.Cli;

/// <summary>The Freqtrade of a dry-run, or none and why.</summary>
/// <param name="Environment">Where it is installed; <see langword="null"/>: paper trades.</param>
/// <param name="WhyPaper">Why there is none, if one was requested.</param>
internal sealed record FreqtradeChoice(FreqtradeEnvironment? Environment, string? WhyPaper)
{
    /// <summary>Paper was requested.</summary>
    public static FreqtradeChoice Paper { get; } = new(null, null);
}
