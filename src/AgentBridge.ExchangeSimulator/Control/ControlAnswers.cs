using System.Text.Json;

namespace AgentBridge.ExchangeSimulator;

/// <summary>The bodies of the control calls that return something.</summary>
internal static class ControlAnswers
{
    public static void Status(Utf8JsonWriter writer, SimulatorControl control)
    {
        writer.WriteStartObject();
        writer.WriteNumber("origin", control.Origin.ToUnixTimeMilliseconds());
        writer.WriteNumber("shift_ms", (long)control.Shift.TotalMilliseconds);
        writer.WriteNumber("speed", control.Speed);
        writer.WriteNumber("sockets", control.OpenSockets);
        writer.WriteStartArray("markets");
        foreach (var market in control.GetMarkets())
        {
            writer.WriteStartObject();
            writer.WriteString("pair", market.Pair);
            writer.WriteString("symbol", market.Symbol);
            writer.WriteNumber("price", market.Price);
            writer.WriteNumber("ask", market.Ask);
            writer.WriteBoolean("playing", market.IsPlaying);
            writer.WriteBoolean("finished", market.IsFinished);
            writer.WriteNumber("played", market.PlayedCandles);
            writer.WriteNumber("to_play", market.CandlesToPlay);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("faults");
        foreach (var fault in control.Faults)
        {
            WriteFault(writer, fault);
        }

        writer.WriteEndArray();
        WriteCounts(writer, control);
        writer.WriteEndObject();
    }

    public static void Requests(Utf8JsonWriter writer, SimulatorControl control)
    {
        writer.WriteStartObject();
        WriteCounts(writer, control);
        writer.WriteStartArray("newest");
        foreach (var request in control.Requests)
        {
            writer.WriteStartObject();
            writer.WriteNumber("at", request.At.ToUnixTimeMilliseconds());
            writer.WriteString("path", request.Path);
            writer.WriteString("query", request.Query);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteFault(Utf8JsonWriter writer, SimulatedFault fault)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", fault.Kind switch { SimulatedFaultKind.Drop => "drop", SimulatedFaultKind.Delay => "delay", _ => "status" });
        writer.WriteString("path", fault.PathPrefix);
        if (fault.Count is { } count)
        {
            writer.WriteNumber("count", count);
        }
        else
        {
            writer.WriteNull("count");
        }

        writer.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter writer, SimulatorControl control)
    {
        writer.WriteStartObject("requests");
        foreach (var (path, count) in control.RequestCounts.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            writer.WriteNumber(path, count);
        }

        writer.WriteEndObject();
    }
}
