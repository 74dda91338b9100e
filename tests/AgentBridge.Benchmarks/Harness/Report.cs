using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AgentBridge.Benchmarks;

/// <summary>The measurements as a table for people or as one JSON document.</summary>
internal static class Report
{
    private static readonly CompositeFormat Row = CompositeFormat.Parse("{0,-24} {1,-70} {2,10} {3,10} {4,10} {5,10} {6,-5} {7,-8} {8,10}  {9}");

    public static string Header { get; } =
        string.Format(CultureInfo.InvariantCulture, Row, "figure", "what", "goal", "min", "median", "max", "unit", "verdict", "B/op", "output sha-256").TrimEnd();

    public static string Line(Measurement m) => string.Format(
        CultureInfo.InvariantCulture,
        Row,
        m.Figure.Name,
        m.Figure.What,
        double.IsNaN(m.Figure.Goal) ? "-" : (m.Figure.IsRate ? "≥" : "≤") + Number(m.Figure.Goal),
        Number(m.Min),
        Number(m.Median),
        Number(m.Max),
        UnitOf(m),
        m.Verdict,
        double.IsNaN(m.BytesPerOperation) ? "-" : m.BytesPerOperation.ToString("0.####", CultureInfo.InvariantCulture),
        m.OutputHash.Length > 16 ? m.OutputHash[..16] : m.OutputHash).TrimEnd();

    public static void WriteJson(Stream output, string machine, IReadOnlyList<Measurement> measurements)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("machine", machine);
        json.WriteStartArray("figures");
        foreach (var m in measurements)
        {
            WriteFigure(json, m);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteFigure(Utf8JsonWriter json, Measurement m)
    {
        json.WriteStartObject();
        json.WriteString("figure", m.Figure.Name);
        json.WriteString("what", m.Figure.What);
        json.WriteString("unit", UnitOf(m));
        WriteNumber(json, "goal", m.Figure.Goal);
        WriteNumber(json, "min", m.Min);
        WriteNumber(json, "median", m.Median);
        WriteNumber(json, "max", m.Max);
        json.WriteNumber("runs", m.Samples.Length);
        json.WriteString("verdict", m.Verdict);
        WriteNumber(json, "bytes_per_op", m.BytesPerOperation);
        json.WriteString("output_sha256", m.OutputHash);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsNaN(value))
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteNumber(name, value);
        }
    }

    private static string UnitOf(Measurement m) => m.Figure.Unit switch
    {
        FigureUnit.Milliseconds => "ms",
        FigureUnit.Microseconds => "us",
        FigureUnit.Nanoseconds => "ns",
        FigureUnit.PerSecond => "op/s",
        FigureUnit.Percent => "%",
        FigureUnit.Megabytes => "MiB",
        _ => "?",
    };

    private static string Number(double value) => value.ToString(value >= 1000 ? "#,0" : "0.##", CultureInfo.InvariantCulture);
}
