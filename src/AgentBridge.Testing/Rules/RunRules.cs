using System.Globalization;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Testing;

/// <summary>Rules on runs that must be equal.</summary>
internal static class RunRules
{
    private const int Runs = 3;
    private const int Batches = 64;

    public static StrategyFinding? Determinism(CheckSubject subject)
    {
        for (var run = 0; run < Runs; run++)
        {
            if (PlanTrace.Compare(CheckRule.Determinism, subject.Whole.Plans, PlanTrace.Of(subject.Strategy, subject.Candles).Plans, "a second run") is { } finding)
            {
                return finding;
            }
        }

        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = ForeignCultures.DecimalComma();
            return PlanTrace.Compare(CheckRule.Determinism, subject.Whole.Plans, PlanTrace.Of(subject.Strategy, subject.Candles).Plans, "a run in a culture with a decimal comma");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>A whole history by GenerateSignal, and a run interleaved with another one, yield the same as a single run.</summary>
    public static StrategyFinding? StreamIsBatch(CheckSubject subject)
    {
        var own = subject.Candles.Own;
        (string What, OtherRun Other)[] others =
        [
            ("a run interleaved with another one", new OtherRun(subject.Strategy, subject.Candles.From(subject.Count / 2))),
            ("a run interleaved with another pair's", new OtherRun(subject.Strategy, new StrategyCandles(OtherPair(own)))),
        ];
        foreach (var (what, other) in others)
        {
            var beside = PlanTrace.Of(subject.Strategy, subject.Candles, between: other.Step);
            if (PlanTrace.Compare(CheckRule.StreamIsBatch, subject.Whole.Plans, beside.Plans, what) is { } finding)
            {
                return finding;
            }
        }

        var expected = subject.Whole.Plans.ToDictionary(p => p.Index, p => subject.Strategy.MakeSignal(p.Plan, own.Symbol, own.Timeframe, p.OpenTimeMs));
        var planned = expected.Keys.Order().ToArray();
        var indices = planned.Where((_, i) => i % Math.Max(1, planned.Length / Batches) == 0).Concat(CheckSubject.Spread(0, subject.Count - 1, Batches));
        foreach (var index in indices)
        {
            var batch = Batch(subject, index);
            if (batch != expected.GetValueOrDefault(index))
            {
                return new StrategyFinding(CheckRule.StreamIsBatch.Name, index, $"GenerateSignal returns {Shown(batch)}, the stream {Shown(expected.GetValueOrDefault(index))}");
            }
        }

        return null;
    }

    private static TradingSignal? Batch(CheckSubject subject, int index)
    {
        try
        {
            return subject.Strategy.GenerateSignal(subject.Candles.Prefix(index + 1));
        }
        catch (Exception cause) when (cause is not StrategyException)
        {
            throw new StrategyFailedException(index, "GenerateSignal ", cause);
        }
    }

    private static string Shown(TradingSignal? signal) => signal is null ? "none" : signal.ToString();

    /// <summary>A pair that falls where this one rises, at other prices, on the same candles.</summary>
    private static CandleSeries OtherPair(CandleSeries own)
    {
        const string Symbol = "OTHER/USDT";
        return CandleSeries.FromCandles(Symbol, own.Timeframe, Enumerable.Range(0, own.Count).Select(i =>
        {
            var candle = own[i];
            return new Candle(candle.OpenTimeMs, 1 / candle.Open, 1 / candle.Low, 1 / candle.High, 1 / candle.Close, candle.Volume);
        }));
    }

    /// <summary>A second run of the strategy, on other candles.</summary>
    private sealed class OtherRun(Strategy strategy, StrategyCandles candles)
    {
        private readonly StrategyRunner _runner = strategy.CreateRunner(candles.Own.Symbol, candles.Own.Timeframe);

        public void Step(int index)
        {
            if (index == 0)
            {
                _ = _runner.TryContinue(candles);
            }

            if (index < candles.Own.Count)
            {
                _ = _runner.Next(candles.Own[index], out _);
            }
        }
    }
}
