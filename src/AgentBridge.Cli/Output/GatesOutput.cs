using AgentBridge.Backtesting;

namespace AgentBridge.Cli;

/// <summary>The gates as a table.</summary>
internal static class GatesOutput
{
    public static void Show(CliHost host, IReadOnlyList<GateResult> gates) => TextTable.Write(
        host,
        null,
        ["Gate", "Passed", "Measured", "Required", "Evidence"],
        gates.Select(g => (IReadOnlyList<string>)[g.Gate, g.Passed ? "yes" : "NO", g.Measured, g.Required, g.Evidence]));
}
