namespace AgentBridge.Tests.Support;

/// <summary>
/// What a test costs: <c>[Trait(Cost.Key, Cost.Slow)]</c> on a class or a test. Unmarked tests are all in the fast run, so they are done in a moment,
/// install nothing and start no Freqtrade.
/// </summary>
internal static class Cost
{
    public const string Key = "Cost";

    /// <summary>Left out of <c>bridge test --fast</c>: seconds, or many processes.</summary>
    public const string Slow = "Slow";

    /// <summary>Left out of <c>bridge test</c> too: minutes; <c>bridge test --all</c>, which CI runs, takes it.</summary>
    public const string Long = "Long";
}
