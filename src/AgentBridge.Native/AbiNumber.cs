namespace AgentBridge.Native;

/// <summary>The version of the surface that Python sees; it grows with every change that an older host would not understand.</summary>
internal static class AbiNumber
{
    public const int Value = 5;
}
