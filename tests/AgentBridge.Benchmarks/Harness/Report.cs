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

    public static byte[] Json(string machine, IReadOnlyList<Measurement> measurements) =>
        JsonSerializer.SerializeToUtf8Bytes(new BenchDocument(machine, [.. measurements.Select(Document)]), BenchJson.Default.BenchDocument);

    private static FigureDocument Document(Measurement m) => new(
        m.Figure.Name,
        m.Figure.What,
        UnitOf(m),
        Known(m.Figure.Goal),
        Known(m.Min),
        Known(m.Median),
        Known(m.Max),
        m.Samples.Length,
        m.Verdict,
        Known(m.BytesPerOperation),
        m.OutputHash);

    private static double? Known(double value) => double.IsNaN(value) ? null : value;

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
