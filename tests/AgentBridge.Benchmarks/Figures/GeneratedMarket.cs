using AgentBridge.Market;

namespace AgentBridge.Benchmarks;

/// <summary>The generated candles of the benchmarks, the same on every machine.</summary>
internal static class GeneratedMarket
{
    public const int Count = 1_000_000;

    private static readonly Lazy<CandleSeries> Lazily = new(() => GeneratedCandles.Create(new GeneratedCandlesOptions { Count = Count }));

    public static CandleSeries Candles => Lazily.Value;

    public static string Symbol => Candles.Symbol;
}
