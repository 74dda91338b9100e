using System.Runtime.InteropServices;
using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;
using AgentBridge.Tests.Support;
using FsCheck.Fluent;

namespace AgentBridge.Tests.Signals;

/// <summary>The seed's formulas, <c>close &gt; max(high[-20:-1])</c> and <c>min(low[-10:])</c>, in a second, simple implementation.</summary>
public sealed class BreakoutReadingsTests
{
    private static readonly Strategy Generator = TestStrategies.Breakout();

    [Fact]
    public void Kernel_RandomSeries_EqualsTheSimpleImplementation() =>
        Property.Holds(Gen.Choose(1, 1_000_000), 200, seed => EqualTheSimpleImplementation(TestCandles.Walk(seed, 20 + (seed % 180)), new BreakoutOptions()));

    [Fact]
    public void Kernel_RandomLookbacks_EqualsTheSimpleImplementation() =>
        Property.Holds(Gen.Choose(1, 1_000_000), 200, seed => EqualTheSimpleImplementation(
            TestCandles.Walk(seed, 150),
            new BreakoutOptions { HighLookback = 1 + (seed % 37), LowLookback = 1 + (seed % 23), Tp1R = 0.5 + (seed % 3), Tp2R = 4 }));

    [SkippableTheory]
    [InlineData(SharedData.Generated)]
    [InlineData("BTC_USDT-5m.gtudor33.csv")]
    [InlineData("BTCUSDT-5m.cobra0506.csv")]
    public void Kernel_WholeHistory_EqualsTheSimpleImplementation(string file) =>
        EqualTheSimpleImplementation(SharedData.Candles(file), new BreakoutOptions());

    [SkippableTheory]
    [InlineData(SharedData.Generated)]
    [InlineData("BTC_USDT-5m.gtudor33.csv")]
    public void Signals_WholeHistory_AreAllValid(string file)
    {
        var candles = SharedData.Candles(file);

        var counts = SignalHistory.RunRaw(candles.Alone(), Generator, s => SignalValidator.Validate(s).Should().BeNull());

        counts.Raw.Should().BeGreaterThan(1_000);
    }

    [Fact]
    public void Signals_RandomSeries_AreAllValid() =>
        Property.Holds(Gen.Choose(1, 1_000_000), 100, seed =>
            SignalHistory.RunRaw(TestCandles.Walk(seed, 200).Alone(), Generator, s => SignalValidator.Validate(s).Should().BeNull()));

    [Fact]
    public void Signals_OfAPrefix_AreThoseOfTheWholeBeforeIt() =>
        Property.Holds(Gen.Choose(1, 1_000_000), 100, seed =>
        {
            var candles = TestCandles.Walk(seed, 300);
            var k = new Random(seed).Next(0, 301);
            HasThePrefixRule(candles, k);
        });

    [SkippableTheory]
    [InlineData(SharedData.Generated)]
    [InlineData("BTC_USDT-5m.gtudor33.csv")]
    public void Signals_OfAPrefixOfWholeHistory_AreThoseOfTheWholeBeforeIt(string file)
    {
        var candles = SharedData.Candles(file);
        var random = new Random(7);
        for (var i = 0; i < 25; i++)
        {
            HasThePrefixRule(candles, random.Next(0, candles.Count + 1));
        }
    }

    [Fact]
    public void Stream_RandomSeries_EqualsGenerateSignalAtEveryIndex() =>
        Property.Holds(Gen.Choose(1, 1_000_000), 100, seed => StreamEqualsBatch(TestCandles.Walk(seed, 120)));

    [Fact]
    public void Stream_SeriesWithInvalidCandles_EqualsGenerateSignalAtEveryIndex() =>
        Property.Holds(Gen.Choose(1, 1_000_000), 100, seed => StreamEqualsBatch(Corrupt(TestCandles.Walk(seed, 200), seed)));

    [SkippableTheory]
    [InlineData(SharedData.Generated)]
    [InlineData("BTC_USDT-5m.gtudor33.csv")]
    [Trait(Cost.Key, Cost.Slow)]
    public void Stream_WholeHistory_EqualsGenerateSignalAtEveryIndex(string file) =>
        StreamEqualsBatch(SharedData.Candles(file));

    private static void EqualTheSimpleImplementation(CandleSeries candles, BreakoutOptions options)
    {
        var state = Breakout.Open(options);
        var (highs, lows, closes) = (candles.Highs.ToArray(), candles.Lows.ToArray(), candles.Closes.ToArray());
        for (var i = 0; i < candles.Count; i++)
        {
            var broke = state.OnCandle(candles[i], out var plan);
            var expected = Plain(highs, lows, closes, i, options);
            if (broke != expected.HasValue || (broke && !SameBits(plan, expected.GetValueOrDefault())))
            {
                throw new InvalidOperationException($"index {i}: {plan}, expected {expected}");
            }
        }
    }

    private static (double Entry, double Stop, double Tp1, double Tp2)? Plain(double[] highs, double[] lows, double[] closes, int i, BreakoutOptions options)
    {
        var priorHighs = highs.Take(i).TakeLast(options.HighLookback).ToArray();
        var latestLows = lows.Take(i + 1).TakeLast(options.LowLookback).ToArray();
        if (priorHighs.Length < options.HighLookback || latestLows.Length < options.LowLookback || !(closes[i] > priorHighs.Max()))
        {
            return null;
        }

        var (entry, stop) = (closes[i], latestLows.Min());
        var risk = entry - stop;
        return stop < entry ? (entry, stop, entry + (options.Tp1R * risk), entry + (options.Tp2R * risk)) : null;
    }

    private static void HasThePrefixRule(CandleSeries candles, int k)
    {
        var closeOfLast = k == 0 ? long.MinValue : candles.CloseTimeMs(k - 1);
        var before = Signals(candles).Where(s => s.Timestamp.ToUnixTimeMilliseconds() <= closeOfLast);

        Signals(candles.Prefix(k)).Select(SignalJson.ToCanonicalBytes).Should().Equal(before.Select(SignalJson.ToCanonicalBytes), (a, b) => a.AsSpan().SequenceEqual(b));
    }

    private static List<TradingSignal> Signals(CandleSeries candles)
    {
        var signals = new List<TradingSignal>();
        _ = SignalHistory.RunRaw(candles.Alone(), Generator, signals.Add);
        return signals;
    }

    private static void StreamEqualsBatch(CandleSeries candles)
    {
        var runner = Generator.CreateRunner(candles.Symbol, candles.Timeframe);
        for (var i = 0; i < candles.Count; i++)
        {
            var streamed = runner.Next(candles[i], out var plan) == StepResult.Plan ? Generator.MakeSignal(plan, candles.Symbol, candles.Timeframe, candles.OpenTimes[i]) : null;
            var batch = Generator.GenerateSignal(candles.Prefix(i + 1));
            if ((streamed is null) != (batch is null) || (batch is not null && !SignalJson.ToCanonicalBytes(batch).AsSpan().SequenceEqual(SignalJson.ToCanonicalBytes(streamed!))))
            {
                throw new InvalidOperationException($"index {i}: streamed {streamed}, batch {batch}");
            }
        }
    }

    private static CandleSeries Corrupt(CandleSeries series, int seed)
    {
        var random = new Random(seed);
        var candles = Enumerable.Range(0, series.Count).Select(i => series[i]).ToArray();
        for (var i = 0; i < 4; i++)
        {
            var at = random.Next(candles.Length);
            var value = random.Next(3) switch { 0 => double.NaN, 1 => double.PositiveInfinity, _ => double.NegativeInfinity };
            candles[at] = random.Next(3) switch
            {
                0 => candles[at] with { High = value },
                1 => candles[at] with { Low = value },
                _ => candles[at] with { Close = value },
            };
        }

        return TestCandles.Series(candles);
    }

    private static bool SameBits(in TradePlan plan, (double Entry, double Stop, double Tp1, double Tp2) expected)
    {
        double[] made = [plan.Entry!.Value, plan.Stop, plan.Tp1, plan.Tp2];
        double[] wanted = [expected.Entry, expected.Stop, expected.Tp1, expected.Tp2];
        return MemoryMarshal.AsBytes<double>(made).SequenceEqual(MemoryMarshal.AsBytes<double>(wanted));
    }
}
