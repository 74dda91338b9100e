namespace AgentBridge.Native;

/// <summary>The version of the surface that a host sees; it grows with every change that an older host would not understand.</summary>
internal static class AbiNumber
{
    public const int Value = 6;

    /// <summary>What the C names begin with: the number is in them, so a host of another version finds none.</summary>
    public const string Prefix = "ab6_";
}
