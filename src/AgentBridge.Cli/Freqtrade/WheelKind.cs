namespace AgentBridge.Cli;

/// <summary>What a wheel of strategy-bridge carries of the C# side.</summary>
internal enum WheelKind
{
    /// <summary>The assemblies.</summary>
    Any,

    /// <summary>The library that was compiled ahead of time, for Linux on x64.</summary>
    Linux,
}
