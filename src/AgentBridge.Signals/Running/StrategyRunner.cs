using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>The result of one step.</summary>
public enum StepResult
{
    /// <summary>Nothing to do, or too early for a plan to count.</summary>
    None = 0,

    /// <summary>A valid plan after the warm-up.</summary>
    Plan = 1,

    /// <summary>A feed lacks the candle that this decision needs, or too few precede it: no decision.</summary>
    FeedMissing = 2,

    /// <summary>The strategy threw, on this candle or so shortly before that its warm-up is not over again: no decision.</summary>
    Failed = 3,
}

/// <summary>Receives the plans of a run, oldest first.</summary>
/// <param name="index">The index of the deciding candle.</param>
/// <param name="plan">The plan, its entry given.</param>
public delegate void PlanHandler(int index, in TradePlan plan);

/// <summary>
/// Runs a strategy over the candles of one pair, the same for every host: feeds are delivered before the candle that closes
/// with them, and a plan counts once the warm-up is over.
/// </summary>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class StrategyRunner
{
    private readonly Strategy _strategy;
    private readonly string _symbol;
    private readonly Timeframe _timeframe;
    private readonly bool _hasFeeds;
    private readonly long _timeframeMs;
    private IStrategyStream _stream;
    private ImmutableArray<FeedTrack> _feeds;
    private int _left;
    private bool _isPlain;
    private bool _isRecovering;
    private FeedTrack? _missing;

    internal StrategyRunner(Strategy strategy, string symbol, Timeframe timeframe, PriceStep marketStep)
    {
        ArgumentException.ThrowIfNullOrEmpty(symbol);
        if (strategy.Needs.Problem(timeframe) is { } problem)
        {
            throw new StrategyException($"strategy {strategy.Descriptor.Name.Name} needs {problem}");
        }

        _strategy = strategy;
        _symbol = symbol;
        _timeframe = timeframe;
        _hasFeeds = strategy.Needs.Feeds.Length > 0;
        _timeframeMs = timeframe.Milliseconds;
        WarmUp = strategy.Needs.WarmUpOn(timeframe);
        Prices = new PriceStepTracker(marketStep);
        OtherPairs = strategy.OtherPairsOf(symbol);
        Begin(long.MinValue);
    }

    /// <summary>The strategy's last exception; <see langword="null"/> if there was none.</summary>
    public StrategyFailure? Failure { get; private set; }

    /// <summary>The number of candles, including the deciding one, before a plan counts.</summary>
    public int WarmUp { get; }

    /// <summary>The price step as of the newest candle, to which plans are rounded. A run that starts inside a history may be shown the candles before.</summary>
    public PriceStepTracker Prices { get; }

    /// <summary>The other pairs whose candles it uses.</summary>
    public ImmutableArray<string> OtherPairs { get; }

    /// <summary>The feed that the last step lacked, for people; <see langword="null"/> where it lacked none.</summary>
    public string? MissingFeed => _missing?.Request.ToString();

    /// <summary>Whether the candles of another pair lack one that a decision at an instant needs. They may still arrive.</summary>
    /// <param name="closeMs">The close of the deciding candle, in Unix milliseconds.</param>
    public FeedRequest? LackingAt(long closeMs) => _feeds.FirstOrDefault(f => f.LacksAt(closeMs))?.Request;

    /// <summary>Updates the other pairs' candles; those already passed are not passed again.</summary>
    /// <param name="candles">The candles, closed ones only, oldest first.</param>
    /// <returns>Whether they continue those delivered so far; if not, a new run is required.</returns>
    public bool TryContinue(StrategyCandles candles)
    {
        ArgumentNullException.ThrowIfNull(candles);
        return _feeds.Where(f => f.Pair is not null).All(f => f.TryContinue(candles.OtherOf(f.Pair!)));
    }

    /// <summary>Takes the next closed candle.</summary>
    /// <param name="candle">The closed candle.</param>
    /// <param name="plan">The plan, with its entry filled in and its prices rounded to the market's step; meaningless if there is none.</param>
    /// <remarks>An exception of the strategy propagates from here; to continue, call <see cref="Recover"/>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public StepResult Next(in Candle candle, out TradePlan plan)
    {
        Prices.Update(candle);
        if (!_isPlain)
        {
            return NextWithFeeds(candle, out plan);
        }

        return _stream.OnCandle(candle, out plan) ? Settle(candle, ref plan) : StepResult.None;
    }

    /// <summary>
    /// After <see cref="Next"/> threw: the stream is created again and fed the warm-up up to and including the candle on which it failed. If it
    /// fails again on the way, the warm-up starts after that candle, and until it is over nothing is decided.
    /// </summary>
    /// <param name="candles">The candles of the run, including those of the other pairs.</param>
    /// <param name="count">The number of own candles processed, including the one on which it failed.</param>
    /// <param name="exception">What <see cref="Next"/> threw.</param>
    /// <returns><see cref="StepResult.Failed"/>.</returns>
    public StepResult Recover(StrategyCandles candles, int count, Exception exception)
    {
        ArgumentNullException.ThrowIfNull(candles);
        ArgumentNullException.ThrowIfNull(exception);
        var own = candles.Own;
        Failure = StrategyFailure.Of(_strategy.Name, own.OpenTimes[count - 1], exception);

        // One that throws on every candle is not fed its warm-up for each of them.
        if (_isRecovering || !TryReplay(candles, Math.Max(0, count - WarmUp), count))
        {
            Begin(own.OpenTimes[count - 1] + _timeframeMs);
            _isRecovering = true;
            _ = TryContinue(candles);
        }

        return StepResult.Failed;
    }

    /// <summary>Processes every candle and returns the plans that count.</summary>
    /// <param name="candles">The candles, oldest first, those of the other pairs among them.</param>
    /// <param name="onPlan">Takes each plan.</param>
    /// <returns>At how many candles a feed was missing.</returns>
    public int Run(StrategyCandles candles, PlanHandler onPlan)
    {
        ArgumentNullException.ThrowIfNull(candles);
        ArgumentNullException.ThrowIfNull(onPlan);
        _ = TryContinue(candles);
        var missing = 0;
        var own = candles.Own;
        for (var i = 0; i < own.Count; i++)
        {
            switch (Next(own[i], out var plan))
            {
                case StepResult.Plan:
                    onPlan(i, plan);
                    break;
                case StepResult.FeedMissing:
                    missing++;
                    break;
                default:
                    break;
            }
        }

        return missing;
    }

    /// <summary>Opens a new stream, for feeds from an instant on. One that can't be opened fails on its first candle.</summary>
    [MemberNotNull(nameof(_stream))]
    private void Begin(long feedsFromMs)
    {
        _feeds = [.. _strategy.Needs.Feeds.Select((request, i) => new FeedTrack(i, request, _symbol, _timeframe, feedsFromMs))];
        _missing = null;
        _isPlain = false;
        _left = WarmUp;
        try
        {
            _stream = _strategy.OpenStream();
        }
        catch (Exception exception)
        {
            _stream = new UnopenedStream(exception);
        }
    }

    /// <summary>Feeds a new stream candles and ignores the plans; false if it fails.</summary>
    private bool TryReplay(StrategyCandles candles, int from, int until)
    {
        var own = candles.Own;
        Begin(own.OpenTimes[from]);
        _isRecovering = true;
        _ = TryContinue(candles);
        try
        {
            for (var i = from; i < until; i++)
            {
                _ = NextWithFeeds(own[i], out _);
            }

            return true;
        }
        catch (Exception)
        {
            // The original failure is the one to report.
            return false;
        }
    }

    /// <summary>Processes a candle of the warm-up, or of a strategy with feeds.</summary>
    private StepResult NextWithFeeds(in Candle candle, out TradePlan plan)
    {
        if (_hasFeeds)
        {
            HandFeeds(candle);
        }

        var planned = _stream.OnCandle(candle, out plan);
        if (_left > 1)
        {
            _left--;
            return _isRecovering ? StepResult.Failed : StepResult.None;
        }

        _isRecovering = false;
        _isPlain = !_hasFeeds;
        if (_missing is not null)
        {
            return StepResult.FeedMissing;
        }

        return planned ? Settle(candle, ref plan) : StepResult.None;
    }

    private StepResult Settle(in Candle candle, ref TradePlan plan)
    {
        // The strategy's plan is kept separately: the rounded one overwrites it.
        var raw = plan.At(candle.Close);
        if (PriceSnap.IsOrdered(raw))
        {
            return PriceSnap.TrySnap(raw, Prices.Step, out plan) ? StepResult.Plan : StepResult.None;
        }

        // Rounding can't fix it; the gate reports the violation.
        plan = raw;
        return StepResult.Plan;
    }

    /// <summary>Delivers the feeds' candles that close up to and with this candle: oldest first, those of one instant in the order of the list.</summary>
    private void HandFeeds(in Candle candle)
    {
        for (var openMs = OldestOpen(candle.OpenTimeMs); openMs < candle.OpenTimeMs; openMs = OldestOpen(candle.OpenTimeMs))
        {
            HandOthers(openMs);
        }

        _missing = null;
        foreach (var feed in _feeds)
        {
            if (feed.Pair is null)
            {
                feed.Hand(candle, _stream);
                continue;
            }

            if (feed.NextOpenMs == candle.OpenTimeMs)
            {
                feed.HandNext(_stream);
            }

            _missing ??= feed.IsMissingAt(candle.OpenTimeMs + _timeframeMs) ? feed : null;
        }
    }

    private long OldestOpen(long until)
    {
        foreach (var feed in _feeds)
        {
            until = Math.Min(until, feed.NextOpenMs);
        }

        return until;
    }

    private void HandOthers(long openMs)
    {
        foreach (var feed in _feeds)
        {
            if (feed.NextOpenMs == openMs)
            {
                feed.HandNext(_stream);
            }
        }
    }
}
