using AgentBridge.Engine;
using AgentBridge.Signals;

namespace AgentBridge.Cli;

/// <summary>The generator that a command was asked for.</summary>
internal static class Generators
{
    public static BreakoutGenerator Create(string? strategyOption, BridgeConfig config)
    {
        var name = strategyOption ?? config.ModelName;
        return SignalGenerators.Names.Contains(name, StringComparer.Ordinal)
            ? SignalGenerators.Create(name, config.MaxCapitalPct)
            : throw new CliException(ExitCodes.Usage, $"--strategy {name}: there is no such strategy; there are: {string.Join(", ", SignalGenerators.Names)}");
    }
}
