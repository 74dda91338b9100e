using AgentBridge.Market;

namespace AgentBridge.Tests.Support;

/// <summary>
/// Reference data beside the checkout (../shared/data). A test that needs a missing file skips and names it; the same test also runs on
/// generated candles, so that a checkout alone is tested, too.
/// </summary>
internal static class SharedData
{
    /// <summary>The name of the generated candles; as many as in the longest commonly used file.</summary>
    public const string Generated = "generated";

    /// <summary>Generated candles of a coin with a price of a hundredth of a cent and eight decimals.</summary>
    public const string GeneratedSmall = "generated, eight decimals";

    /// <summary>Generated candles whose market drops its second decimal half-way.</summary>
    public const string GeneratedCoarser = "generated, one decimal from the middle on";

    private const int GeneratedCount = 26_405;

    public static string Require(params string[] parts)
    {
        var path = Path.GetFullPath(Path.Combine([Repository.Root, "..", "shared", "data", .. parts]));
        Skip.IfNot(File.Exists(path), $"needs shared-data: {string.Join('/', parts)} (in ../shared/data)");
        return path;
    }

    /// <summary>The candles of a file of ../shared/data/candles, or the generated ones.</summary>
    public static CandleSeries Candles(string file) => file switch
    {
        Generated => GeneratedCandles.Create(new() { Count = GeneratedCount }),
        GeneratedSmall => Each((candle, _) => Scaled(candle, 1e-9, 8)),
        GeneratedCoarser => Each((candle, i) => Scaled(candle, 1, i < GeneratedCount / 2 ? 2 : 1)),
        _ => TestCandles.Real(Require(["candles", .. file.Split('/')])),
    };

    private static CandleSeries Each(Func<Candle, int, Candle> change)
    {
        var candles = GeneratedCandles.Create(new() { Count = GeneratedCount });
        return CandleSeries.FromCandles(candles.Symbol, candles.Timeframe, Enumerable.Range(0, candles.Count).Select(i => change(candles[i], i)));
    }

    private static Candle Scaled(in Candle candle, double factor, int decimals) => candle with
    {
        Open = Math.Round(candle.Open * factor, decimals),
        High = Math.Round(candle.High * factor, decimals),
        Low = Math.Round(candle.Low * factor, decimals),
        Close = Math.Round(candle.Close * factor, decimals),
    };
}
