using System.Text;
using AgentBridge.Engine;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>A cycle's result on stdout, and its exit code.</summary>
internal static class CycleOutput
{
    public static int Show(CycleResult result, bool json, CliHost host)
    {
        if (json)
        {
            WriteJson(result, host);
        }
        else
        {
            host.Out.WriteLine(result.Approved is { } approved ? Encoding.UTF8.GetString(approved.CanonicalBytes.Span) : "NO_TRADE");
        }

        if (result.Outcome == CycleOutcome.Denied)
        {
            host.Error.WriteLine($"bridge: {result.Signal!.DecisionId} denied: {result.Code} {result.Verdict.Check.Detail}".TrimEnd());
            return ExitCodes.CheckFailed;
        }

        return ExitCodes.Success;
    }

    private static void WriteJson(CycleResult result, CliHost host) => JsonOut.Write(host, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("result", result.Outcome switch { CycleOutcome.Signal => "SIGNAL", CycleOutcome.Denied => "DENIED", _ => "NO_TRADE" });
        writer.WriteString("code", result.Code);
        writer.WriteText("decision_id", result.Signal?.DecisionId.ToString());
        if (result.Approved is { } approved)
        {
            writer.WritePropertyName("signal");
            writer.WriteRawValue(approved.CanonicalBytes.Span, skipInputValidation: true);
        }
        else
        {
            writer.WriteNull("signal");
        }

        writer.WriteStartObject("latency_ms");
        foreach (var (name, value) in result.Latency.ToMetrics())
        {
            writer.WriteNumber(name.Replace("_ms", string.Empty, StringComparison.Ordinal), Math.Round(value, 3));
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    });
}
