using System.Text.Json.Serialization;

namespace AgentBridge.Benchmarks;

/// <summary>The document of <c>bridge bench</c>.</summary>
/// <param name="Machine">Processor, cores, system, runtime.</param>
/// <param name="Figures">The figures, in order.</param>
internal sealed record BenchDocument(string Machine, IReadOnlyList<FigureDocument> Figures);

/// <summary>A figure.</summary>
/// <param name="Figure">Its name.</param>
/// <param name="What">What is measured.</param>
/// <param name="Unit">ms, us, ns, op/s or %.</param>
/// <param name="Goal">The value to reach, in the unit; <see langword="null"/> if there is none.</param>
/// <param name="Min">The minimum of the runs, in the unit.</param>
/// <param name="Median">The median of the runs, in the unit.</param>
/// <param name="Max">The maximum of the runs, in the unit.</param>
/// <param name="Runs">The number of runs.</param>
/// <param name="Verdict">reached, at best, missed, or - without a goal.</param>
/// <param name="BytesPerOp">Bytes allocated per operation; <see langword="null"/> if unknown.</param>
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
