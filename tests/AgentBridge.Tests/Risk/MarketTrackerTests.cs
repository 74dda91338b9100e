using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;
using AgentBridge.Tests.Support;
using FsCheck.Fluent;
using Microsoft.Extensions.Time.Testing;

namespace AgentBridge.Tests.Risk;

/// <summary>The state candle by candle, the state of a series and the gate's two overloads agree.</summary>
public sealed class MarketTrackerTests
{
    private const int FreqtradeWindow = 999;
    private static readonly RiskOptions Options = new();

    [Fact]
    public void State_RandomSeries_EqualsTheSimpleImplementationAtEveryIndex() =>
        Property.Holds(Gen.Choose(1, 1_000_000), 100, seed =>
        {
            var candles = Gappy(seed, 80);
            var series = TestCandles.Series(candles);
            var atr = Atr.ComputeAtr(series);
            var tracker = new MarketTracker(series.Timeframe);
            for (var i = 0; i < candles.Length; i++)
            {
                tracker.Update(candles[i]);
                var flat = Enumerable.Range(0, i + 1).TakeLast(20).Count(j => j > 0 && candles[j].IsFlat(candles[j - 1].Close));

                tracker.State.Should().Be(new MarketState(i + 1, series.CloseTimeMs(i), 300_000, flat, 0, atr[i]));
                MarketTracker.StateOf(series.Prefix(i + 1)).Should().Be(tracker.State);
            }
        });

    [Fact]
    public void StateOf_EmptySeries_HasNoCandle()
    {
        var series = TestCandles.Series([]);

        MarketTracker.StateOf(series).Count.Should().Be(0);
        new RiskGate(new FakeTimeProvider(GateCase.Close)).ApplyRisk(GateCase.LongSignal(100, 90), series, Options).Check.Code.Should().Be(DenyCode.CandlesMissing);
    }

    [SkippableTheory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData(SharedData.Generated)]
    [InlineData("BTC_USDT-5m.gtudor33.csv")]
    public void ApplyRisk_WholeHistory_BothOverloadsAndFreqtradesWindowAgree(string file)
    {
        var candles = SharedData.Candles(file);
        var generator = TestStrategies.Breakout();
        var judged = 0;
        _ = SignalHistory.Scan(candles.Alone(), generator, Options, (in JudgedPlan breakout) =>
        {
            judged++;
            var index = candles.OpenTimes.BinarySearch(breakout.OpenTimeMs);
            var signal = generator.MakeSignal(breakout.Plan, candles.Symbol, candles.Timeframe, breakout.OpenTimeMs);
            var gate = new RiskGate(new FakeTimeProvider(signal.Timestamp));

            var streamed = gate.ApplyRisk(signal, candles.Symbol, breakout.Market, Options);
            streamed.Check.Should().Be(breakout.Check);
            var window = gate.ApplyRisk(signal, candles.Prefix(index + 1).Last(FreqtradeWindow), Options);
            window.Check.Code.Should().Be(streamed.Check.Code);
            window.IsApproved.Should().Be(streamed.IsApproved);
            if (judged % 20 == 0)
            {
                gate.ApplyRisk(signal, candles.Prefix(index + 1), Options).Check.Should().Be(streamed.Check);
            }
        });

        judged.Should().BeGreaterThan(1_000);
    }

    [SkippableTheory]
    [InlineData(SharedData.Generated)]
    [InlineData("BTC_USDT-5m.gtudor33.csv")]
    [Trait(Cost.Key, Cost.Slow)]
    public void SignalHistory_WholeHistory_EqualsCandleByCandle(string file)
    {
        var candles = SharedData.Candles(file).Prefix(12_000);
        HistoryEqualsCandleByCandle(candles);
    }

    [Fact]
    public void SignalHistory_RandomSeries_EqualsCandleByCandle() =>
        Property.Holds(Gen.Choose(1, 1_000_000), 50, seed => HistoryEqualsCandleByCandle(TestCandles.Series(Gappy(seed, 200))));

    [Fact]
    public void SignalHistory_InvalidPair_DeniesEverySignalAsInvalid()
    {
        var candles = CandleSeries.FromCandles("btc", TestCandles.FiveMinutes, TestCandles.Breakout(30));

        var counts = SignalHistory.RunGated(candles.Alone(), TestStrategies.Breakout(), Options, _ => throw new InvalidOperationException());

        counts.Denied.Should().Equal(new Dictionary<DenyCode, int> { [DenyCode.SignalInvalid] = 1 });
    }

    private static void HistoryEqualsCandleByCandle(CandleSeries candles)
    {
        var generator = TestStrategies.Breakout(0.2);
        var emitted = new List<string>();
        var counts = SignalHistory.RunGated(candles.Alone(), generator, Options, s => emitted.Add(s.Sha256));

        var expected = new List<string>();
        var denied = new SortedDictionary<DenyCode, int>();
        var tracker = new MarketTracker(candles.Timeframe);
        for (var i = 0; i < candles.Count; i++)
        {
            tracker.Update(candles[i]);
            if (generator.GenerateSignal(candles.Prefix(i + 1)) is not { } signal)
            {
                continue;
            }

            var verdict = new RiskGate(new FakeTimeProvider(signal.Timestamp)).ApplyRisk(signal, candles.Symbol, tracker.State, Options);
            if (verdict.IsApproved)
            {
                expected.Add(verdict.Approved.Sha256);
            }
            else
            {
                denied[verdict.Check.Code] = denied.GetValueOrDefault(verdict.Check.Code) + 1;
            }
        }

        emitted.Should().Equal(expected);
        counts.Denied.Should().Equal(denied);
        counts.Should().BeEquivalentTo(new { Candles = candles.Count, Raw = expected.Count + denied.Values.Sum(), Approved = expected.Count });
    }

    /// <summary>A random walk with runs of flat candles, as from gap filling.</summary>
    private static Candle[] Gappy(int seed, int count)
    {
        var random = new Random(seed);
        var walk = TestCandles.Walk(seed, count);
        var candles = Enumerable.Range(0, count).Select(i => walk[i]).ToArray();
        for (var i = 1; i < count; i++)
        {
            if (random.Next(8) == 0)
            {
                var close = candles[i - 1].Close;
                candles[i] = candles[i] with { Open = close, High = close, Low = close, Close = close, Volume = 0 };
            }
        }

        return candles;
    }
}
