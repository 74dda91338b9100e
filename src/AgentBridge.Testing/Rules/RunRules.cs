using System.Globalization;
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
        var other = new OtherRun(subject);
        var beside = PlanTrace.Of(subject.Strategy, subject.Candles, between: other.Step);
        if (PlanTrace.Compare(CheckRule.StreamIsBatch, subject.Whole.Plans, beside.Plans, "a run interleaved with another one") is { } finding)
        {
            return finding;
        }

        var own = subject.Candles.Own;
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

    /// <summary>A second run of the strategy at another position: half the history behind.</summary>
    private sealed class OtherRun(CheckSubject subject)
    {
        private readonly StrategyCandles _candles = subject.Candles.From(subject.Count / 2);
        private readonly StrategyRunner _runner = Begin(subject);

        public void Step(int index)
        {
            if (index == 0)
            {
                _ = _runner.TryContinue(_candles);
            }

            if (index < _candles.Own.Count)
            {
                _ = _runner.Next(_candles.Own[index], out _);
            }
        }

        private static StrategyRunner Begin(CheckSubject subject) => subject.Strategy.CreateRunner(subject.Candles.Own.Symbol, subject.Candles.Own.Timeframe);
    }
}
