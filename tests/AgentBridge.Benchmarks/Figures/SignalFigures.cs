using System.Buffers;
using AgentBridge.Engine;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Benchmarks;

/// <summary>The gate, writing and reading, one signal at a time.</summary>
internal static class SignalFigures
{
    private static readonly RiskOptions Options = new();

    public static IEnumerable<Figure> All()
    {
        yield return new("gate", "ApplyRisk with a market state, valid signals (approved and denied)", FigureUnit.Nanoseconds, 200, PrepareGate);
        yield return new("id", "decision_id of a candle", FigureUnit.Nanoseconds, double.NaN, PrepareId);
        yield return new("serialise", "canonical JSON of a signal", FigureUnit.Microseconds, 2, PrepareSerialise);
        yield return new("parse", "strict read of a signal", FigureUnit.Microseconds, 3, PrepareParse);
    }

    private static FigureRun PrepareGate()
    {
        var cases = Judged();
        var gate = new RiskGate(new FixedClock(cases[0].Signal.Timestamp));
        var approved = 0;
        return new(
            cases.Length,
            () =>
            {
                foreach (ref readonly var c in cases.AsSpan())
                {
                    approved += gate.ApplyRisk(c.Signal, GeneratedMarket.Symbol, c.Market, Options).IsApproved ? 1 : 0;
                }
            },
            () =>
            {
                using var hash = new OutputHash();
                foreach (var c in cases)
                {
                    hash.Add((long)gate.ApplyRisk(c.Signal, GeneratedMarket.Symbol, c.Market, Options).Check.Code);
                }

                return hash.Finish();
            });
    }

    private static FigureRun PrepareId()
    {
        var candles = GeneratedMarket.Candles.Last(50_000);
        var parameters = DecisionId.FormatParameters([new("high_lookback", 19), new("low_lookback", 10), new("tp1_r", 1), new("tp2_r", 2), new("confidence", 0.6)]);
        var ids = new DecisionIdSeries("breakout/1", parameters, candles.Symbol, candles.Timeframe.ToString());
        var last = Guid.Empty;
        return new(
            candles.Count,
            () =>
            {
                foreach (var openTime in candles.OpenTimes)
                {
                    last = ids.Create(openTime);
                }
            },
            () =>
            {
                using var hash = new OutputHash();
                foreach (var openTime in candles.OpenTimes)
                {
                    hash.Add(ids.Create(openTime).ToByteArray());
                }

                return hash.Finish();
            });
    }

    private static FigureRun PrepareSerialise()
    {
        var signals = Approved();
        var buffer = new ArrayBufferWriter<byte>(1 << 25);
        void Run()
        {
            buffer.ResetWrittenCount();
            foreach (var signal in signals)
            {
                SignalJson.WriteCanonical(signal, buffer);
            }
        }

        return new(signals.Length, Run, () =>
        {
            Run();
            using var hash = new OutputHash();
            hash.Add(buffer.WrittenSpan);
            return hash.Finish();
        });
    }

    private static FigureRun PrepareParse()
    {
        var messages = Array.ConvertAll(Approved(), SignalJson.ToCanonicalBytes);
        var read = 0;
        return new(
            messages.Length,
            () =>
            {
                foreach (var message in messages)
                {
                    read += SignalJson.TryRead(message, out _, out _) ? 1 : 0;
                }
            },
            () =>
            {
                using var hash = new OutputHash();
                foreach (var message in messages)
                {
                    hash.Add(SignalJson.TryRead(message, out var signal, out _) ? SignalJson.ToCanonicalBytes(signal) : throw new InvalidOperationException("A signal of ours was refused."));
                }

                return hash.Finish();
            });
    }

    private static TradingSignal[] Approved()
    {
        var signals = new List<TradingSignal>();
        _ = SignalHistory.RunGated(new StrategyCandles(GeneratedMarket.Candles.Last(200_000)), StrategyCatalog.BuiltIn.Find("breakout").Bind(string.Empty, 0.05), Options, s => signals.Add(s.Signal));
        return [.. signals];
    }

    /// <summary>Raw signals as of one instant, so that one clock suffices for all.</summary>
    private static (TradingSignal Signal, MarketState Market)[] Judged()
    {
        var candles = GeneratedMarket.Candles.Last(200_000);
        var strategy = StrategyCatalog.BuiltIn.Find("breakout").Bind(string.Empty, 0.05);
        var cases = new List<(TradingSignal, MarketState)>();
        var closeMs = candles.CloseTimeMs(0);
        _ = SignalHistory.Scan(new StrategyCandles(candles), strategy, Options, (in JudgedPlan b) => cases.Add((
            strategy.MakeSignal(b.Plan, candles.Symbol, candles.Timeframe, candles.OpenTimes[0]),
            b.Market with { CloseTimeMs = closeMs })));
        return [.. cases];
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
