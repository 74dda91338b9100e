using System.Text.Json.Serialization;

namespace AgentBridge.Benchmarks;

/// <summary>The document of <c>bridge bench</c>.</summary>
/// <param name="Machine">Processor, cores, system, runtime.</param>
/// <param name="Figures">What was measured, in order.</param>
internal sealed record BenchDocument(string Machine, IReadOnlyList<FigureDocument> Figures);

/// <summary>A figure.</summary>
/// <param name="Figure">Its name.</param>
/// <param name="What">What is measured.</param>
/// <param name="Unit">ms, us, ns, op/s or %.</param>
/// <param name="Goal">What it should reach, in the unit; <see langword="null"/> without one.</param>
/// <param name="Min">The least of the runs, in the unit.</param>
/// <param name="Median">The median of the runs, in the unit.</param>
/// <param name="Max">The greatest of the runs, in the unit.</param>
/// <param name="Runs">How many runs.</param>
/// <param name="Verdict">reached, at best, missed, or - without a goal.</param>
/// <param name="BytesPerOp">Bytes allocated an operation; <see langword="null"/> where that is not known.</param>
/// <param name="OutputSha256">The hash of the outputs, lower-case hexadecimal.</param>
internal sealed record FigureDocument(
    string Figure,
    string What,
    string Unit,
    double? Goal,
    double? Min,
    double? Median,
    double? Max,
    int Runs,
    string Verdict,
    double? BytesPerOp,
    [property: JsonPropertyName("output_sha256")] string OutputSha256);

/// <summary>The generated writer of the document.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(BenchDocument))]
internal sealed partial class BenchJson : JsonSerializerContext;
