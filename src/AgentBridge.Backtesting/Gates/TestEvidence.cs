using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentBridge.Backtesting;

/// <summary>What a test run found: the evidence of G1.</summary>
/// <param name="SourceHash">The hash of the sources that were tested (<see cref="SourceTree.Hash"/>).</param>
/// <param name="Scope">What was run: <c>all</c>, or <c>seed</c> for the seed-named classes.</param>
/// <param name="Passed">Tests passed.</param>
/// <param name="Failed">Tests failed.</param>
/// <param name="Skipped">Tests skipped, by name, with the reason.</param>
/// <param name="At">When, UTC.</param>
public sealed record TestEvidence(string SourceHash, string Scope, int Passed, int Failed, IReadOnlyList<string> Skipped, DateTimeOffset At)
{
    /// <summary>The scope of a whole run.</summary>
    public const string All = "all";

    /// <summary>The scope of the seed-named classes.</summary>
    public const string Seed = "seed";

    /// <summary>Where a scope's evidence lies below the repository's root.</summary>
    /// <param name="root">The root.</param>
    /// <param name="scope">The scope.</param>
    public static string PathOf(string root, string scope) =>
        Path.Combine(root, ".artifacts", "gates", string.Equals(scope, All, StringComparison.Ordinal) ? "g1.json" : "g1-seed.json");

    /// <summary>Reads evidence; <see langword="null"/> where there is none that can be read.</summary>
    /// <param name="path">The file.</param>
    public static TestEvidence? TryRead(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), GateJsonContext.Default.TestEvidence);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The evidence for the sources as they are now: that of a whole run, else that of the seed-named classes.</summary>
    /// <param name="root">The repository's root.</param>
    /// <returns><see langword="null"/> where no run of exactly these sources is known.</returns>
    public static TestEvidence? Find(string root)
    {
        var hash = SourceTree.Hash(root);
        return new[] { All, Seed }
            .Select(scope => TryRead(PathOf(root, scope)) is { } e && string.Equals(e.Scope, scope, StringComparison.Ordinal) ? e : null)
            .FirstOrDefault(e => e is not null && string.Equals(e.SourceHash, hash, StringComparison.Ordinal));
    }

    /// <summary>Writes the evidence, whole or not at all.</summary>
    /// <param name="path">The file; its folder is made.</param>
    public void Write(string path)
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(this, GateJsonContext.Default.TestEvidence));
        File.Move(path + ".new", path, overwrite: true);
    }
}

/// <summary>The generated reader and writer of gate files.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(TestEvidence))]
internal sealed partial class GateJsonContext : JsonSerializerContext;
