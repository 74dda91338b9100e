using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Engine.Cycle;

/// <summary>
/// A cycle's market state is that of the whole history, although it requests only 999 candles. The denial STOP_TOO_FAR contains the exact ATR
/// (limit = 1 · ATR), so that every candle can be checked.
/// </summary>
public sealed class CycleWindowTests
{
    private static readonly RiskOptions Asking = new() { MinAtrMultiple = 0, MaxAtrMultiple = 1 };

    [Fact]
    public async Task RunAsync_FedCandleByCandle_EqualsTheStateOfTheWholeHistory()
    {
        var candles = GeneratedCandles.Create(new() { Count = 2_300, Seed = 11 });
        var source = new ReplayCandleSource(candles.Alone(), 0);
        await using var bench = Bench(source);
        var cycle = bench.Cycle();
        var whole = new MarketTracker(candles.Timeframe);

        for (var i = 0; i < candles.Count; i++)
        {
            source.CloseNext();
            whole.Update(candles[i]);

            var check = await AskAsync(bench, cycle);

            Expect(check, whole.State);
            cycle.Candles!.Count.Should().Be(Math.Min(i + 1, 999));
            if (i % 100 == 99)
            {
                Expect(check, MarketTracker.StateOf(candles.Prefix(i + 1)));
            }
        }
    }

    [Fact]
    public async Task RunAsync_ManyCandlesAtOnce_EqualsTheStateOfTheWholeHistory()
    {
        var candles = GeneratedCandles.Create(new() { Count = 3_000, Seed = 12 });
        var source = new ReplayCandleSource(candles.Alone(), 900);
        await using var bench = Bench(source);
        var cycle = bench.Cycle();
        _ = await AskAsync(bench, cycle);

        // The largest gap that the window can bridge: its first candle is the last one that was processed.
        for (var i = 0; i < 998; i++)
        {
            source.CloseNext();
        }

        Expect(await AskAsync(bench, cycle), MarketTracker.StateOf(candles.Prefix(1_898)));
    }

    [Fact]
    public async Task RunAsync_HoleLargerThanTheWindow_StartsOverFromTheWindow()
    {
        var candles = GeneratedCandles.Create(new() { Count = 3_000, Seed = 13 });
        var source = new ReplayCandleSource(candles.Alone(), 900);
        await using var bench = Bench(source);
        var cycle = bench.Cycle();
        _ = await AskAsync(bench, cycle);

        for (var i = 0; i < 999; i++)
        {
            source.CloseNext();
        }

        Expect(await AskAsync(bench, cycle), MarketTracker.StateOf(candles.Prefix(1_899).Last(999)));
    }

    [Fact]
    public async Task RunAsync_Restarted_StartsFromTheWindowAndStreamsOn()
    {
        var candles = GeneratedCandles.Create(new() { Count = 1_600, Seed = 14 });
        var source = new ReplayCandleSource(candles.Alone(), 1_500);
        await using var bench = Bench(source);
        var cycle = bench.Cycle();

        Expect(await AskAsync(bench, cycle), MarketTracker.StateOf(candles.Prefix(1_500).Last(999)));
        source.CloseNext();
        Expect(await AskAsync(bench, cycle), MarketTracker.StateOf(candles.Prefix(1_501).Last(1_000)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(57)]
    [InlineData(99)]
    public async Task RunAsync_HistoryChanged_StartsOver(int changed)
    {
        var before = TestCandles.Walk(5, 101);
        var list = Enumerable.Range(0, 101).Select(i => before[i]).ToArray();
        list[changed] = list[changed] with { High = list[changed].High + 5 };
        var after = TestCandles.Series(list);
        var source = new FakeSource(() => before.Prefix(100));
        await using var bench = Bench(source);
        var cycle = bench.Cycle();
        _ = await AskAsync(bench, cycle);

        source.Candles = () => after;

        MarketTracker.StateOf(after).Atr.Should().NotBe(MarketTracker.StateOf(before).Atr);
        Expect(await AskAsync(bench, cycle), MarketTracker.StateOf(after));
    }

    [Fact]
    public async Task RunAsync_WindowReachesFurtherBack_StartsOver()
    {
        var candles = GeneratedCandles.Create(new() { Count = 300, Seed = 15 });
        var source = new FakeSource(() => candles.Last(100));
        await using var bench = Bench(source);
        var cycle = bench.Cycle();
        Expect(await AskAsync(bench, cycle), MarketTracker.StateOf(candles.Last(100)));

        source.Candles = () => candles;

        Expect(await AskAsync(bench, cycle), MarketTracker.StateOf(candles));
    }

    [Fact]
    public async Task RunAsync_WindowGoesBack_JudgesAsOfItsLastCandle()
    {
        var candles = GeneratedCandles.Create(new() { Count = 300, Seed = 16 });
        var source = new FakeSource(() => candles);
        await using var bench = Bench(source);
        var cycle = bench.Cycle();
        _ = await AskAsync(bench, cycle);

        source.Candles = () => candles.Prefix(250);
        Expect(await AskAsync(bench, cycle), MarketTracker.StateOf(candles.Prefix(250)));

        source.Candles = () => candles.Prefix(0);
        (await cycle.RunAsync()).Code.Should().Be("NO_TRADE");
        source.Candles = () => candles;
        Expect(await AskAsync(bench, cycle), MarketTracker.StateOf(candles));
    }

    private static CycleBench Bench(ICandleSource source) => new()
    {
        Source = source,
        Risk = Asking,
        LogQuietCycles = false,

        // A valid long whose stop is farther away than any ATR in this test.
        Strategy = TestStrategies.Of(_ => new TradePlan(SignalSide.Long, 1, 4_000_000, 6_000_000, 0.6, "asks for the ATR") { Entry = 2_000_000 }),
    };

    private static async Task<GateCheck> AskAsync(CycleBench bench, RunCycle cycle)
    {
        var source = await bench.Source.GetCandlesAsync(TestCandles.Symbol, TestCandles.FiveMinutes, 999);
        bench.Clock.Set(source.CloseTimeMs(source.Count - 1));
        var result = await cycle.RunAsync();
        result.Code.Should().BeOneOf("STOP_TOO_FAR", "ATR_NOT_READY");
        return result.Verdict.Check;
    }

    private static void Expect(GateCheck check, MarketState state)
    {
        if (double.IsNaN(state.Atr))
        {
            check.Code.Should().Be(DenyCode.AtrNotReady);
        }
        else
        {
            BitConverter.DoubleToInt64Bits(check.Limit).Should().Be(BitConverter.DoubleToInt64Bits(state.Atr));
        }
    }
}
