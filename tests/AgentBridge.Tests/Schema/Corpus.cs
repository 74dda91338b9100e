using System.Text.Json;
using AgentBridge.Schema;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Schema;

/// <summary>One message of schema/corpus with its verdict: null for a valid one.</summary>
public sealed record CorpusFile(string Path, ViolationInfo? Expected)
{
    public byte[] Bytes { get; } = File.ReadAllBytes(Repository.PathOf("schema", "corpus", Path));

    public override string ToString() => Path;
}

/// <summary>The corpus on disk.</summary>
internal static class Corpus
{
    public const string Example =
        """{"version":"1.0","decision_id":"8d6a6e47-9dae-5ba4-b54f-3c17d5a749c4","timestamp":"2025-06-01T12:05:00.000Z","symbol":"BTC/USDT","side":"long","confidence":0.6,"entry":{"type":"market","price":104211},"risk":{"initial_stop":103800,"take_profits":[{"price":104622,"size_pct":0.5},{"price":105033,"size_pct":0.5}],"max_capital_pct":0.05},"rationale":"breakout above 19-bar high"}""";

    public static IReadOnlyList<CorpusFile> Valid { get; } = Load("valid", _ => null);

    public static IReadOnlyList<CorpusFile> Invalid { get; } = Load("invalid", Code);

    public static IReadOnlyList<CorpusFile> Binary64 { get; } = Load("binary64", Code);

    public static IEnumerable<CorpusFile> All => [.. Valid, .. Invalid, .. Binary64];

    public static TradingSignal ExampleSignal => Read(System.Text.Encoding.UTF8.GetBytes(Example));

    public static TradingSignal Read(ReadOnlySpan<byte> message)
    {
        SignalJson.TryRead(message, out var signal, out var violation).Should().BeTrue(violation.ToString());
        return signal!;
    }

    public static ViolationCode CodeOf(ReadOnlySpan<byte> message) =>
        SignalJson.TryRead(message, out _, out var violation) ? ViolationCode.Unspecified : violation.Code;

    /// <summary>The lines of a golden file.</summary>
    public static IReadOnlyList<JsonElement> Golden(string file) =>
        [.. File.ReadLines(Repository.PathOf("schema", "corpus", "canonical", file)).Select(line => JsonDocument.Parse(line).RootElement)];

    private static List<CorpusFile> Load(string folder, Func<string, ViolationInfo?> verdict) =>
        [.. Directory.GetFiles(Repository.PathOf("schema", "corpus", folder), "*.json")
            .Select(Path.GetFileName)
            .Order(StringComparer.Ordinal)
            .Select(name => new CorpusFile($"{folder}/{name}", verdict(name!)))];

    private static ViolationInfo? Code(string name)
    {
        var word = name[..name.IndexOf("--", StringComparison.Ordinal)];
        return word is "VALID" ? null : ViolationCatalog.All.Single(info => string.Equals(info.Name, word, StringComparison.Ordinal));
    }
}
