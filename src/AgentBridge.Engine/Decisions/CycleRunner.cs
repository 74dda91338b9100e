using System.Runtime.InteropServices;
using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Engine;

/// <summary>The result of a window's newest candle.</summary>
/// <param name="Step">The kind of result.</param>
/// <param name="Plan">Its plan; meaningless if there is none.</param>
/// <param name="Market">The market as of the newest candle that was fed.</param>
/// <param name="MissingFeed">The feed that the newest candle lacks, for people; <see langword="null"/> where it lacks none.</param>
/// <param name="Failure">What the strategy threw, where the newest candle is not decided for that; else <see langword="null"/>.</param>
/// <param name="Thrown">On how many of the candles that were fed now the strategy threw.</param>
/// <param name="LastThrown">What it threw last of those; <see langword="null"/> for nothing.</param>
internal readonly record struct CycleStep(StepResult Step, TradePlan Plan, MarketState Market, string? MissingFeed, StrategyFailure? Failure, int Thrown, StrategyFailure? LastThrown);

/// <summary>
/// Keeps one <see cref="DecisionRunner"/> across cycles: each cycle feeds only the candles that are new. Where the window does
/// not continue the last one (a restart, a hole, a history that changed or reaches further back), it starts over from the
/// window's first candle. The newest candle waits for the feeds that it needs: once they arrive, it is decided as usual.
/// </summary>
internal sealed class CycleRunner(Strategy strategy, RiskOptions options)
{
    private DecisionRunner? _runner;
    private CandleSeries? _last;
    private long _firstOpenMs;
    private StepResult _step;
    private TradePlan _plan;

    /// <summary>Feeds the new candles.</summary>
    /// <param name="candles">The window.</param>
    public CycleStep Advance(StrategyCandles candles)
    {
        var own = candles.Own;
        var next = FirstNew(own);
        if (next == 0 || _runner is null || !_runner.Plans.TryContinue(candles))
        {
            _runner = new DecisionRunner(strategy, candles, options);
            _firstOpenMs = own.Count > 0 ? own.OpenTimes[0] : long.MaxValue;
            _step = StepResult.None;
            next = 0;
        }

        var lacking = own.Count > 0 ? _runner.Plans.LackingAt(own.CloseTimeMs(own.Count - 1)) : null;
        var until = own.Count - (lacking is not null && next < own.Count ? 1 : 0);
        var thrown = 0;
        for (var i = next; i < until; i++)
        {
            try
            {
                _step = _runner.Next(own[i], out _plan);
            }
            catch (Exception exception)
            {
                // Any exception of a strategy loses this decision and nothing else.
                _step = _runner.Plans.Recover(candles, i + 1, exception);
                _plan = default;
                thrown++;
            }
        }

        _last = own.Prefix(until);
        var missing = until < own.Count ? lacking!.ToString() : _step == StepResult.FeedMissing ? _runner.Plans.MissingFeed : null;
        var step = own.Count == 0 ? StepResult.None : until < own.Count ? StepResult.FeedMissing : _step;
        return new CycleStep(step, _plan, until > 0 ? _runner.Market : default, missing, step == StepResult.Failed ? _runner.Plans.Failure : null, thrown, thrown > 0 ? _runner.Plans.Failure : null);
    }

    /// <summary>The index of the first candle not fed yet; 0 if the window does not continue the previous one.</summary>
    private int FirstNew(CandleSeries candles)
    {
        if (_last is not { Count: > 0 } last || candles.Count == 0 || candles.OpenTimes[0] < _firstOpenMs || candles.MarketStep != last.MarketStep)
        {
            return 0;
        }

        var newest = candles.OpenTimes.BinarySearch(last.OpenTimes[^1]);
        if (newest < 0)
        {
            return 0;
        }

        // The overlap of both windows must be equal to the bit, or the state would belong to an outdated history.
        var shared = Math.Min(newest + 1, last.Count);
        return Same(last.Last(shared), candles.Prefix(newest + 1).Last(shared)) ? newest + 1 : 0;
    }

    private static bool Same(CandleSeries left, CandleSeries right) =>
        left.OpenTimes.SequenceEqual(right.OpenTimes)
        && Same(left.Opens, right.Opens)
        && Same(left.Highs, right.Highs)
        && Same(left.Lows, right.Lows)
        && Same(left.Closes, right.Closes)
        && Same(left.Volumes, right.Volumes);

    private static bool Same(ReadOnlySpan<double> left, ReadOnlySpan<double> right) =>
        MemoryMarshal.Cast<double, long>(left).SequenceEqual(MemoryMarshal.Cast<double, long>(right));
}
