using System.Buffers;
using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Benchmarks;

/// <summary>From candles to verdicts and to whole signals, over a million generated candles.</summary>
internal static class CandleFigures
{
    private static readonly RiskOptions Options = new();

    public static IEnumerable<Figure> All()
    {
        yield return new("stream", "1M candles one by one: ATR, breakout, gate verdicts", FigureUnit.Milliseconds, 33, PrepareStream);
        yield return new("batch", "1M candles as a history: ATR, breakout, gate verdicts", FigureUnit.Milliseconds, 15, PrepareBatch);
        yield return new("emit", "the same with approved signals made whole (id, record, JSON)", FigureUnit.Milliseconds, 60, PrepareEmit);
    }

    private static FigureRun PrepareStream()
    {
        var candles = AsArray(GeneratedMarket.Candles);
        var tally = new Tally();
        return new(candles.Length, () => Stream(candles, GeneratedMarket.Candles.Timeframe, tally.Count), () => HashOf(t => Stream(candles, GeneratedMarket.Candles.Timeframe, t)));
    }

    private static FigureRun PrepareBatch()
    {
        var candles = GeneratedMarket.Candles;
        var tally = new Tally();
        return new(candles.Count, () => SignalHistory.Scan(candles, Generator(), Options, tally.Count), () => HashOf(t => SignalHistory.Scan(candles, Generator(), Options, t)));
    }

    private static FigureRun PrepareEmit()
    {
        var candles = GeneratedMarket.Candles;
        var buffer = new ArrayBufferWriter<byte>(1 << 25);
        return new(candles.Count, () => Emit(candles, buffer), () =>
        {
            Emit(candles, buffer);
            using var hash = new OutputHash();
            hash.Add(buffer.WrittenSpan);
            return hash.Finish();
        });
    }

    /// <summary>What a caller does who gets one candle at a time.</summary>
    private static void Stream(Candle[] candles, Timeframe timeframe, BreakoutHandler onBreakout)
    {
        var generator = Generator();
        var kernel = generator.CreateState();
        var tracker = new MarketTracker(timeframe, Options.AtrPeriod);
        var steps = new PriceStepTracker();
        foreach (ref readonly var candle in candles.AsSpan())
        {
            tracker.Update(candle);
            steps.Update(candle);
            if (kernel.Update(candle.High, candle.Low, candle.Close, out var raw)
                && steps.Step is var step && PriceSnap.TrySnap(SignalSide.Long, raw, step, out var levels))
            {
                var market = tracker.State;
                var first = new TakeProfit(levels.Tp1, BreakoutGenerator.TargetShare);
                var second = new TakeProfit(levels.Tp2, BreakoutGenerator.TargetShare);
                var trade = new TradeLevels(SignalSide.Long, market.CloseTimeMs, levels.Entry, levels.Stop, first, second, generator.Options.MaxCapitalPct);
                onBreakout(new JudgedBreakout(candle.OpenTimeMs, levels, step, market, RiskGate.Judge(trade, market, market.CloseTimeMs, Options)));
            }
        }
    }

    private static void Emit(CandleSeries candles, ArrayBufferWriter<byte> buffer)
    {
        buffer.ResetWrittenCount();
        _ = SignalHistory.RunGated(candles, Generator(), Options, approved =>
        {
            SignalJson.WriteCanonical(approved.Signal, buffer);
            buffer.GetSpan(1)[0] = (byte)'\n';
            buffer.Advance(1);
        });
    }

    private static BreakoutGenerator Generator() => SignalGenerators.Create("breakout", Options.MaxCapitalPct);

    private static Candle[] AsArray(CandleSeries series)
    {
        var candles = new Candle[series.Count];
        for (var i = 0; i < candles.Length; i++)
        {
            candles[i] = series[i];
        }

        return candles;
    }

    private static string HashOf(Action<BreakoutHandler> run)
    {
        using var hash = new OutputHash();
        run((in JudgedBreakout b) =>
        {
            hash.Add(b.OpenTimeMs);
            hash.Add(b.Levels.Stop);
            hash.Add(b.Levels.Tp2);
            hash.Add(b.Market.Atr);
            hash.Add((long)b.Check.Code);
        });
        return hash.Finish();
    }

    private sealed class Tally
    {
        public int Passed { get; private set; }

        public void Count(in JudgedBreakout breakout) => Passed += breakout.Check.Passed ? 1 : 0;
    }
}
