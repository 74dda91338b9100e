using AgentBridge.Market;

namespace AgentBridge.Tests.Market;

internal static class SomeCandles
{
    public const long Start = 1_748_779_200_000; // 2025-06-01T12:00:00Z
    public const long Step = 300_000;

    public static readonly Timeframe FiveMinutes = Timeframe.Parse("5m");

    public static Candle At(int index, double close = 100) => new(Start + (index * Step), close, close + 1, close - 1, close, 5);

    public static Candle[] Run(int count) => [.. Enumerable.Range(0, count).Select(i => At(i, 100 + i))];

    public static CandleColumns Columns(IEnumerable<Candle> candles)
    {
        var builder = new CandleColumnsBuilder();
        foreach (var candle in candles)
        {
            builder.Add(candle);
        }

        return builder.Build();
    }

    public static List<Candle> ToList(CandleSeries series) => [.. Enumerable.Range(0, series.Count).Select(i => series[i])];
}
