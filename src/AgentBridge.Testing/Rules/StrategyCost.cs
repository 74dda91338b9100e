using System.Globalization;
using AgentBridge.Signals;

namespace AgentBridge.Testing;

/// <summary>The cost of a candle.</summary>
/// <param name="NsPerCandle">Nanoseconds, the best of a few runs.</param>
/// <param name="BytesPerCandle">Bytes allocated by a candle without a plan, after the warm-up.</param>
internal sealed record StrategyCost(double NsPerCandle, double BytesPerCandle)
{
    public const double SlowNs = 1_000;
    public const double TooSlowNs = 50_000;

    private const int Runs = 5;
    private const int MostCandles = 200_000;

    public static StrategyCost Of(CheckSubject subject, TimeProvider clock)
    {
        var candles = subject.Candles.Own.Count <= MostCandles ? subject.Candles : subject.Candles.From(subject.Count - MostCandles);
        var best = double.PositiveInfinity;
        for (var run = 0; run < Runs; run++)
        {
            var start = clock.GetTimestamp();
            Feed(subject.Strategy, candles);
            best = Math.Min(best, clock.GetElapsedTime(start).TotalNanoseconds / candles.Own.Count);
        }

        // Again: the runtime's one-time allocations of the first call are done.
        return new StrategyCost(best, Math.Min(Bytes(subject.Strategy, candles, subject.WarmUp), Bytes(subject.Strategy, candles, subject.WarmUp)));
    }

    public IEnumerable<StrategyFinding> Findings()
    {
        if (NsPerCandle > TooSlowNs)
        {
            yield return new StrategyFinding(CheckRule.Time.Name, null, string.Create(CultureInfo.InvariantCulture, $"{NsPerCandle:0} ns per candle; at most {TooSlowNs:0}"));
        }

        if (BytesPerCandle > 0)
        {
            yield return new StrategyFinding(CheckRule.Bytes.Name, null, string.Create(CultureInfo.InvariantCulture, $"{BytesPerCandle:0.##} bytes a candle without a plan; expected none"));
        }
    }

    private static void Feed(Strategy strategy, StrategyCandles candles)
    {
        var own = candles.Own;
        var runner = strategy.CreateRunner(own.Symbol, own.Timeframe);
        _ = runner.TryContinue(candles);
        for (var i = 0; i < own.Count; i++)
        {
            _ = runner.Next(own[i], out _);
        }
    }

    private static double Bytes(Strategy strategy, StrategyCandles candles, int warmUp)
    {
        var own = candles.Own;
        var runner = strategy.CreateRunner(own.Symbol, own.Timeframe);
        _ = runner.TryContinue(candles);
        var bytes = 0L;
        var counted = 0;
        for (var i = 0; i < own.Count; i++)
        {
            var candle = own[i];
            var before = GC.GetAllocatedBytesForCurrentThread();
            var step = runner.Next(candle, out _);
            var after = GC.GetAllocatedBytesForCurrentThread();
            if (i >= warmUp && step != StepResult.Plan)
            {
                bytes += after - before;
                counted++;
            }
        }

        return counted == 0 ? 0 : (double)bytes / counted;
    }
}
