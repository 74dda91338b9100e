namespace AgentBridge.Signals;

/// <summary>
/// States the version of the strategy contract that an assembly was built for. It is read before the assembly is loaded;
/// without it, or with another number, the assembly is refused. The package of this assembly stamps it when a project is built.
/// </summary>
/// <param name="version">The version of the contract.</param>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class StrategyContractAttribute(int version) : Attribute
{
    /// <summary>The version of this assembly's contract.</summary>
    public const int Current = 1;

    /// <summary>The version of the contract that the assembly was built for.</summary>
    public int Version { get; } = version;
}
