namespace AgentBridge.Engine;

/// <summary>How long a strategy may take for one candle while open trades must be guarded, in milliseconds; the same for every host.</summary>
public static class StrategyTimeout
{
    /// <summary>The default.</summary>
    public const int Default = 1_000;

    /// <summary>The least: code that runs for the first time is compiled first.</summary>
    public const int Least = 50;

    /// <summary>The most.</summary>
    public const int Most = 60_000;

    /// <summary>The accepted values, for people.</summary>
    public static string Form { get; } = FormattableString.Invariant($"a whole number from {Least} to {Most}");

    /// <summary>Why nothing was decided, for people.</summary>
    /// <param name="limit">How long a decision may take.</param>
    /// <param name="setting">The name of the setting.</param>
    public static string Reason(TimeSpan limit, string setting) => FormattableString.Invariant(
        $"the strategy did not answer within {limit.TotalMilliseconds:0} ms ({setting}); the pair is not decided until it has");
}
