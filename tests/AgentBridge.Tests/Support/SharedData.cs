using AgentBridge.Market;

namespace AgentBridge.Tests.Support;

/// <summary>
/// Reference data beside the checkout (../shared/data). A test that needs a file skips, by name, where it is not there; beside it the same test runs on
/// candles that are generated, so that a checkout alone is tested too.
/// </summary>
internal static class SharedData
{
    /// <summary>The name of candles that need no file: as many as the longest file mostly used.</summary>
    public const string Generated = "generated";

    private const int GeneratedCount = 26_405;

    public static string Require(params string[] parts)
    {
        var path = Path.GetFullPath(Path.Combine([Repository.Root, "..", "shared", "data", .. parts]));
        Skip.IfNot(File.Exists(path), $"needs shared-data: {string.Join('/', parts)} (in ../shared/data)");
        return path;
    }

    /// <summary>The candles of a file of ../shared/data/candles, or the generated ones.</summary>
    public static CandleSeries Candles(string file) => string.Equals(file, Generated, StringComparison.Ordinal)
        ? GeneratedCandles.Create(new() { Count = GeneratedCount })
        : TestCandles.Real(Require(["candles", .. file.Split('/')]));
}
