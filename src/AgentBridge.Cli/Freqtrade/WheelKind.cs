namespace AgentBridge.Cli;

/// <summary>The part of the C# side in a wheel of strategy-bridge.</summary>
internal enum WheelKind
{
    /// <summary>The assemblies.</summary>
    Any,

    /// <summary>The library that was compiled ahead of time, for Linux on x64.</summary>
    Linux,
}
