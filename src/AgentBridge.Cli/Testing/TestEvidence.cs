using System.Text.Json;
using System.Text.Json.Serialization;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>The result of a test run: the evidence for G1.</summary>
/// <param name="SourceHash">The hash of the sources that were tested (<see cref="SourceTree.Hash"/>).</param>
/// <param name="Scope">The tests that were run: <see cref="All"/>, <see cref="Usual"/>, <see cref="Fast"/> or <see cref="Seed"/>.</param>
/// <param name="Passed">Tests passed.</param>
/// <param name="Failed">Tests failed.</param>
/// <param name="Skipped">Tests skipped, by name, with the reason.</param>
/// <param name="At">When, UTC.</param>
public sealed record TestEvidence(string SourceHash, string Scope, int Passed, int Failed, IReadOnlyList<string> Skipped, DateTimeOffset At)
{
    /// <summary>The scope of a run of every test, the long ones too.</summary>
    public const string All = "all";

    /// <summary>The scope of a run of every test but the long ones.</summary>
    public const string Usual = "usual";

    /// <summary>The scope of a run of the fast tests alone.</summary>
    public const string Fast = "fast";

    /// <summary>The scope of the seed-named classes.</summary>
    public const string Seed = "seed";

    // People open the file: a property a line.
    private static readonly DocumentJson Json = new(new JsonSerializerOptions(DocumentJson.Default.Options) { WriteIndented = true });

    // The widest first: its result is cited in preference to that of a narrower run.
    private static readonly string[][] Places = [[All, Usual], [Fast], [Seed]];

    /// <summary>The tests that failed, by name, each with the first line of its message.</summary>
    public IReadOnlyList<string> Failures { get; init; } = [];

    /// <summary>Whether the run vouches for its sources: something ran, and nothing failed.</summary>
    [JsonIgnore]
    public bool Holds => Failed == 0 && Passed > 0;

    /// <summary>The path of a scope's evidence below the repository's root. A run with the long tests and one without share a place: the last one counts.</summary>
    /// <param name="root">The repository's folder.</param>
    /// <param name="scope">One of the names of this class, such as <see cref="All"/>.</param>
    public static string PathOf(string root, string scope) =>
        Path.Combine(root, ".artifacts", "gates", scope is All or Usual ? "g1.json" : $"g1-{scope}.json");

    /// <summary>Reads evidence; <see langword="null"/> if there is none, or it can't be read.</summary>
    /// <param name="path">The file's path.</param>
    public static TestEvidence? TryRead(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), Json.TestEvidence);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The evidence for the sources as they are now: that of the widest run.</summary>
    /// <param name="root">The repository's root.</param>
    /// <returns><see langword="null"/> where no run of exactly these sources is known.</returns>
    public static TestEvidence? Find(string root) => Known(root).FirstOrDefault();

    /// <summary>The evidence of the widest run without failures on the current sources, even if a wider one failed.</summary>
    /// <param name="root">The repository's root.</param>
    /// <returns><see langword="null"/> where no such run is known.</returns>
    public static TestEvidence? FindHolding(string root) => Known(root).FirstOrDefault(e => e.Holds);

    private static IEnumerable<TestEvidence> Known(string root)
    {
        var hash = SourceTree.Hash(root);
        return Places
            .Select(scopes => TryRead(PathOf(root, scopes[0])) is { } e && scopes.Contains(e.Scope, StringComparer.Ordinal) ? e : null)
            .OfType<TestEvidence>()
            .Where(e => string.Equals(e.SourceHash, hash, StringComparison.Ordinal));
    }

    /// <summary>Writes the evidence, whole or not at all.</summary>
    /// <param name="path">The file; its folder is created.</param>
    public void Write(string path)
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        WholeFile.Write(path, stream => JsonSerializer.Serialize(stream, this, Json.TestEvidence));
    }
}
