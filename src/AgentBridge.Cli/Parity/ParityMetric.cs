using System.Text.Json;
using AgentBridge.Backtesting;

namespace AgentBridge.Cli;

/// <summary>A figure of both sides.</summary>
/// <param name="Name">Freqtrade's name of it.</param>
/// <param name="Ours">Our value.</param>
/// <param name="Freqtrade">Freqtrade's value.</param>
internal sealed record ParityMetric(string Name, double Ours, double Freqtrade)
{
    // Sums of many numbers differ in their last bits, by the order in which they are added.
    private const double Relative = 1e-9;

    /// <summary>Whether they are equal but for rounding.</summary>
    public bool IsEqual => Ours.Equals(Freqtrade) || Math.Abs(Ours - Freqtrade) <= Relative * Math.Max(Math.Abs(Ours), Math.Abs(Freqtrade));

    /// <summary>The figures that are in Freqtrade's result and in ours.</summary>
    /// <param name="ours">Our figures.</param>
    /// <param name="strategy">The strategy's part of Freqtrade's result.</param>
    public static IReadOnlyList<ParityMetric> Of(FreqtradeMetrics ours, JsonElement strategy)
    {
        var document = JsonSerializer.SerializeToElement(ours, DocumentJson.Default.FreqtradeMetrics);
        return [.. Common("", document, strategy)];
    }

    private static IEnumerable<ParityMetric> Common(string prefix, JsonElement ours, JsonElement theirs)
    {
        foreach (var figure in ours.EnumerateObject())
        {
            if (!theirs.TryGetProperty(figure.Name, out var other) || other.ValueKind != figure.Value.ValueKind)
            {
                continue;
            }

            switch (figure.Value.ValueKind)
            {
                case JsonValueKind.Number:
                    yield return new ParityMetric(prefix + figure.Name, figure.Value.GetDouble(), other.GetDouble());
                    break;
                case JsonValueKind.Object:
                    foreach (var inner in Common($"{prefix}{figure.Name}.", figure.Value, other))
                    {
                        yield return inner;
                    }

                    break;
                default:
                    break;
            }
        }
    }
}
