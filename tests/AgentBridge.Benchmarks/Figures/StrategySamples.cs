using System.Text.Json;

namespace AgentBridge.Benchmarks;

/// <summary>The measurements of a section of strategy_bench.py.</summary>
/// <param name="OutputHash">SHA-256 of what it produced; <c>-</c> if it produces nothing.</param>
internal sealed record StrategySamples(string OutputHash)
{
    private readonly Dictionary<string, double[]> _samples = new(StringComparer.Ordinal);

    public static StrategySamples Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var samples = new StrategySamples(document.RootElement.GetProperty("sha256").GetString()!);
        foreach (var entry in document.RootElement.GetProperty("samples").EnumerateObject())
        {
            samples._samples.Add(entry.Name, [.. entry.Value.EnumerateArray().Select(v => v.GetDouble())]);
        }

        return samples;
    }

    public IReadOnlyList<double> Of(string name) => _samples[name];
}
