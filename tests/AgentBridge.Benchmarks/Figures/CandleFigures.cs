using System.Buffers;
using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Benchmarks;

/// <summary>From candles to verdicts and to complete signals, over a million generated candles.</summary>
internal static class CandleFigures
{
    private static readonly RiskOptions Options = new();

    public static IEnumerable<Figure> All()
    {
        yield return new("stream", "1M candles one by one: ATR, breakout, gate verdicts", FigureUnit.Milliseconds, 33, PrepareStream);
        yield return new("walk", "the same through the strategy contract", FigureUnit.Milliseconds, 33, PrepareWalk);
        yield return new("contract", "the overhead of the strategy contract", FigureUnit.Percent, 10, PrepareContract);
        yield return new("batch", "1M candles as a history: ATR, breakout, gate verdicts", FigureUnit.Milliseconds, 15, PrepareBatch);
        yield return new("emit", "the same with approved signals made whole (id, record, JSON)", FigureUnit.Milliseconds, 60, PrepareEmit);
    }

    private static FigureRun PrepareStream()
    {
        var candles = AsArray(GeneratedMarket.Candles);
        var tally = new Tally();
        return new(candles.Length, () => Stream(candles, GeneratedMarket.Candles.Timeframe, tally.Count), () => HashOf(t => Stream(candles, GeneratedMarket.Candles.Timeframe, t)));
    }

    private static FigureRun PrepareWalk()
    {
        var candles = AsArray(GeneratedMarket.Candles);
        var tally = new Tally();
        return new(candles.Length, () => Walk(candles, GeneratedMarket.Candles.Timeframe, tally.Count), () => HashOf(t => Walk(candles, GeneratedMarket.Candles.Timeframe, t)));
    }

    /// <summary>Alternates between both ways, so that a busy machine slows both alike.</summary>
    private static FigureRun PrepareContract()
    {
        var candles = AsArray(GeneratedMarket.Candles);
        var timeframe = GeneratedMarket.Candles.Timeframe;
        var tally = new Tally();
        return new(candles.Length, static () => { }, () => HashOf(t => Walk(candles, timeframe, t)))
        {
            Sample = runs =>
            {
                var samples = new double[runs];
                for (var i = -5; i < runs; i++)
                {
                    var (direct, contract) = (double.MaxValue, double.MaxValue);
                    for (var turn = 0; turn < 15; turn++)
                    {
                        direct = Math.Min(direct, Seconds(() => Stream(candles, timeframe, tally.Count)));
                        contract = Math.Min(contract, Seconds(() => Walk(candles, timeframe, tally.Count)));
                    }

                    samples[Math.Max(0, i)] = 100 * ((contract / direct) - 1);
                }

                return samples;
            },
        };
    }

    private static double Seconds(Action run)
    {
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        run();
        return System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static FigureRun PrepareBatch()
    {
        var candles = new StrategyCandles(GeneratedMarket.Candles);
        var tally = new Tally();
        return new(candles.Own.Count, () => SignalHistory.Scan(candles, Breakout(), Options, tally.Count), () => HashOf(t => SignalHistory.Scan(candles, Breakout(), Options, t)));
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

    /// <summary>The same work without the contract: the kernel called by its type, candle by candle.</summary>
    private static void Stream(Candle[] candles, Timeframe timeframe, JudgedPlanHandler onPlan)
    {
        var kernel = (Breakout)Signals.Breakout.Open(new BreakoutOptions());
        var tracker = new MarketTracker(timeframe, Options.AtrPeriod);
        var steps = new PriceStepTracker();
        foreach (ref readonly var candle in candles.AsSpan())
        {
            tracker.Update(candle);
            steps.Update(candle);
            if (kernel.OnCandle(candle, out var raw) && steps.Step is var step && PriceSnap.TrySnap(raw, step, out var plan))
            {
                var market = tracker.State;
                onPlan(new JudgedPlan(candle.OpenTimeMs, plan, step, market, RiskGate.Judge(new RiskContext(plan, market, new AccountState(Options.MaxCapitalPct), market.CloseTimeMs), Options)));
            }
        }
    }

    /// <summary>The work of a host that gets one candle at a time.</summary>
    private static void Walk(Candle[] candles, Timeframe timeframe, JudgedPlanHandler onPlan)
    {
        var runner = new DecisionRunner(Breakout(), new StrategyCandles(CandleSeries.FromCandles(GeneratedMarket.Symbol, timeframe, [])), Options);
        foreach (ref readonly var candle in candles.AsSpan())
        {
            if (runner.Next(candle, out var plan) == StepResult.Plan)
            {
                onPlan(runner.Judge(plan));
            }
        }
    }

    private static void Emit(CandleSeries candles, ArrayBufferWriter<byte> buffer)
    {
        buffer.ResetWrittenCount();
        _ = SignalHistory.RunGated(new StrategyCandles(candles), Breakout(), Options, approved =>
        {
            SignalJson.WriteCanonical(approved.Signal, buffer);
            buffer.GetSpan(1)[0] = (byte)'\n';
            buffer.Advance(1);
        });
    }

    private static Strategy Breakout() => StrategyCatalog.BuiltIn.Find("breakout").Bind(string.Empty, Options.MaxCapitalPct);

    private static Candle[] AsArray(CandleSeries series)
    {
        var candles = new Candle[series.Count];
        for (var i = 0; i < candles.Length; i++)
        {
            candles[i] = series[i];
        }

        return candles;
    }

    private static string HashOf(Action<JudgedPlanHandler> run)
    {
        using var hash = new OutputHash();
        run((in JudgedPlan b) =>
        {
            hash.Add(b.OpenTimeMs);
            hash.Add(b.Plan.Stop);
            hash.Add(b.Plan.Tp2);
            hash.Add(b.Market.Atr);
            hash.Add((long)b.Check.Code);
        });
        return hash.Finish();
    }

    private sealed class Tally
    {
        public int Passed { get; private set; }

        public void Count(in JudgedPlan judged) => Passed += judged.Check.Passed ? 1 : 0;
    }
}
