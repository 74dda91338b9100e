using System.Globalization;
using AgentBridge.Market;

namespace AgentBridge.Tests.Support;

/// <summary>Candles for tests.</summary>
internal static class TestCandles
{
    public const string Symbol = "BTC/USDT";

    /// <summary>2025-06-01T12:00:00Z, the deciding candle of the design's example.</summary>
    public const long ExampleOpenMs = 1_748_779_200_000;

    public static Timeframe FiveMinutes { get; } = Timeframe.Parse("5m");

    public static CandleSeries Series(IEnumerable<Candle> candles) => CandleSeries.FromCandles(Symbol, FiveMinutes, candles);

    /// <summary>Quiet candles that end at an open time; each trades between 103,800 and 104,200.</summary>
    public static Candle[] Quiet(int count, long lastOpenMs = ExampleOpenMs) =>
        [.. Enumerable.Range(0, count).Select(i => new Candle(lastOpenMs - ((count - 1 - i) * FiveMinutes.Milliseconds), 104_000, 104_200, 103_800, 104_000, 10))];

    /// <summary>The design's example: nineteen quiet candles, then a close at 104,211.</summary>
    public static Candle[] Breakout(int count = 20)
    {
        var candles = Quiet(count);
        candles[^1] = candles[^1] with { High = 104_250, Close = 104_211 };
        return candles;
    }

    /// <summary>A seeded random walk on a coarse grid, so that equal highs, lows and closes are frequent.</summary>
    public static CandleSeries Walk(int seed, int count)
    {
        var random = new Random(seed);
        var price = 1000;
        var candles = new Candle[count];
        for (var i = 0; i < count; i++)
        {
            var open = price;
            var close = Math.Max(10, open + random.Next(-3, 4));
            var high = Math.Max(open, close) + random.Next(0, 3);
            var low = Math.Min(open, close) - random.Next(0, 3);
            candles[i] = new Candle(ExampleOpenMs + (i * FiveMinutes.Milliseconds), open, high, low, close, random.Next(0, 5));
            price = close;
        }

        return Series(candles);
    }

    /// <summary>Real candles, read with a simple parser.</summary>
    public static CandleSeries Real(string path) => Series(File.ReadLines(path).Skip(1).Select(line =>
    {
        var cells = line.Split(',');
        double Number(int i) => double.Parse(cells[i], CultureInfo.InvariantCulture);
        return new Candle(long.Parse(cells[0], CultureInfo.InvariantCulture), Number(1), Number(2), Number(3), Number(4), Number(5));
    }));
}
