using AgentBridge.Market;
using FsCheck;
using FsCheck.Fluent;

namespace AgentBridge.Tests.Market.Indicators;

/// <summary>Histories for indicators: random bars, markets with halts and refused bars.</summary>
internal static class BarHistories
{
    /// <summary>Bars with prices over many scales, halts, and bars that no indicator of highs, lows and closes takes.</summary>
    public static Gen<Candle[]> Any()
    {
        var price = Gen.Choose(1, 2_000_000).Select(ticks => ticks / 128.0);
        var bar = price.Four().Select(p => new[] { p.Item1, p.Item2, p.Item3, p.Item4 }.Order().ToArray())
            .SelectMany(p => Gen.Elements(p[0], p[1], p[2], p[3]).SelectMany(close => Gen.Choose(0, 50).Select(volume => new Candle(0, p[1], p[3], p[0], close, volume / 4.0))));
        var flat = price.Select(p => new Candle(0, p, p, p, p, 0));
        return Gen.Frequency((20, bar), (3, flat), (2, bar.SelectMany(b => Gen.Elements(Broken(b))))).ArrayOf().Select(Timed);
    }

    /// <summary>A bar made impossible, in each way.</summary>
    public static Candle[] Broken(Candle bar) =>
    [
        bar with { Open = double.NaN },
        bar with { High = double.NaN },
        bar with { Low = double.NaN },
        bar with { Close = double.NaN },
        bar with { Volume = double.NaN },
        bar with { Open = double.NegativeInfinity },
        bar with { High = double.PositiveInfinity },
        bar with { Low = double.NegativeInfinity },
        bar with { Close = double.PositiveInfinity },
        bar with { Volume = double.PositiveInfinity },
        bar with { High = 1, Low = 2 },
        bar with { Volume = -1 },
        bar with { High = double.MaxValue, Low = -double.MaxValue },
        bar with { Close = double.MaxValue },
        new Candle(bar.OpenTimeMs, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN),
    ];

    /// <summary>The generated market.</summary>
    public static Candle[] Market(int count, int seed = 1) =>
        count == 0 ? [] : [.. SomeCandles.ToList(GeneratedCandles.Create(new GeneratedCandlesOptions { Count = count, Seed = seed }))];

    /// <summary>A market that halts: single filled bars, and one long halt.</summary>
    public static Candle[] WithHalts(Candle[] bars, int longest = 60)
    {
        var halted = bars.ToArray();
        for (var i = 1; i < halted.Length; i++)
        {
            if (i % 37 == 0 || (i > halted.Length / 2 && i < (halted.Length / 2) + longest))
            {
                var close = halted[i - 1].Close;
                halted[i] = new Candle(halted[i].OpenTimeMs, close, close, close, close, 0);
            }
        }

        return halted;
    }

    /// <summary>A walk of independent steps of up to 2 %.</summary>
    public static Candle[] Walk(int count, int seed)
    {
        var random = new Random(seed);
        var bars = new Candle[count];
        var close = 100.0;
        for (var i = 0; i < count; i++)
        {
            var open = close;
            close = Math.Clamp(open * (1 + (0.02 * ((2 * random.NextDouble()) - 1))), 1, 1e5);
            var high = Math.Max(open, close) * (1 + (0.01 * random.NextDouble()));
            var low = Math.Min(open, close) * (1 - (0.01 * random.NextDouble()));
            bars[i] = new Candle(0, open, high, low, close, random.Next(0, 1_000) / 8.0);
        }

        return Timed(bars);
    }

    /// <summary>Prices and volumes at another scale.</summary>
    public static Candle[] Scaled(Candle[] bars, double price, double volume) =>
        [.. bars.Select(b => new Candle(b.OpenTimeMs, b.Open * price, b.High * price, b.Low * price, b.Close * price, b.Volume * volume))];

    public static Candle[] Constant(int count, double price, double volume) => Timed([.. Enumerable.Repeat(new Candle(0, price, price, price, price, volume), count)]);

    public static CandleSeries Series(IEnumerable<Candle> bars) => CandleSeries.FromCandles("BTC/USDT", SomeCandles.FiveMinutes, bars);

    public static Candle[] Timed(Candle[] bars) => [.. bars.Select((b, i) => b with { OpenTimeMs = SomeCandles.Start + (i * SomeCandles.Step) })];
}
