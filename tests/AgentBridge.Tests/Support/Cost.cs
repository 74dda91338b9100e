namespace AgentBridge.Tests.Support;

/// <summary>
/// The cost of a test: <c>[Trait(Cost.Key, Cost.Slow)]</c> on a class or a test. All unmarked tests are in the fast run, so they take little time,
/// install nothing and start no Freqtrade.
/// </summary>
internal static class Cost
{
    public const string Key = "Cost";

    /// <summary>Excluded from <c>bridge test --fast</c>: takes seconds, or many processes.</summary>
    public const string Slow = "Slow";

    /// <summary>Excluded from <c>bridge test</c>, too: takes minutes; included in <c>bridge test --all</c>, which CI runs.</summary>
    public const string Long = "Long";
}
