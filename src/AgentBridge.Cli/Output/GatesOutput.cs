using System.Text.Json;
using AgentBridge.Backtesting;

namespace AgentBridge.Cli;

/// <summary>The gates as a table and as JSON.</summary>
internal static class GatesOutput
{
    public static void Show(CliHost host, IReadOnlyList<GateResult> gates) => TextTable.Write(
        host,
        null,
        ["Gate", "Passed", "Measured", "Required", "Evidence"],
        gates.Select(g => (IReadOnlyList<string>)[g.Gate, g.Passed ? "yes" : "NO", g.Measured, g.Required, g.Evidence]));

    public static void Write(Utf8JsonWriter writer, IReadOnlyList<GateResult> gates)
    {
        writer.WriteStartArray();
        foreach (var gate in gates)
        {
            writer.WriteStartObject();
            writer.WriteString("gate", gate.Gate);
            writer.WriteBoolean("passed", gate.Passed);
            writer.WriteString("measured", gate.Measured);
            writer.WriteString("required", gate.Required);
            writer.WriteString("evidence", gate.Evidence);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
