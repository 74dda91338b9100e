namespace AgentBridge.Native;

/// <summary>The version of the ABI; it increases with every change that an older host would not understand.</summary>
internal static class AbiNumber
{
    public const int Value = 6;

    /// <summary>The prefix of the C names: it contains the number, so a host of another version finds none of them.</summary>
    public const string Prefix = "ab6_";
}
