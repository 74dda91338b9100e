using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Engine;

/// <summary>
/// The agent: a cycle on every closed candle until it is stopped. An exchange or a channel that does not answer, or answers
/// nonsense, is retried: when it asks for it, at the next candle if an earlier retry is pointless, otherwise until the next
/// candle. The agent itself never ends because of it; it reports each event to its observer.
/// </summary>
/// <threadsafety>One run at a time.</threadsafety>
public sealed class AgentLoop
{
    // The exchange closes its candle a moment after the clock does.
    private static readonly TimeSpan AfterClose = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryWhileCandleIsMissing = TimeSpan.FromSeconds(1);

    // A machine that slept or a clock that was set is noticed within this.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(15);

    // Permanent refusals are retried all the same: a candle of a week is a long time.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromHours(1);

    // Checking a channel that does not answer takes a while: not when a candle is about to close.
    private static readonly TimeSpan LookAhead = TimeSpan.FromSeconds(4);

    private readonly AgentLoopSettings _settings;
    private readonly AgentTeller _teller;
    private readonly ChannelWatch _watch;
    private long _decidedCloseMs = long.MinValue;
    private long _lackingCloseMs = long.MinValue;
    private bool _stepSaid;

    /// <summary>Creates an agent from its parts.</summary>
    /// <param name="settings">The parts to compose.</param>
    public AgentLoop(AgentLoopSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        _teller = new AgentTeller(settings.Observer);
        _watch = new ChannelWatch(settings.CheckChannel, _teller);
    }

    /// <summary>Runs until it is cancelled.</summary>
    /// <param name="cancellationToken">Stops it; that is not a failure.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _watch.LookAsync(cancellationToken).ConfigureAwait(false);
            while (!cancellationToken.IsCancellationRequested)
            {
                await TryCycleAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    /// <summary>Runs a cycle and waits for the next.</summary>
    private async Task TryCycleAsync(CancellationToken cancellationToken)
    {
        try
        {
            Report(await _settings.Cycle.RunAsync(cancellationToken).ConfigureAwait(false));
            await SleepUntilAsync(Now() + UntilNextCycle(), cancellationToken).ConfigureAwait(false);
        }
        catch (CandleSourceException exception) when (exception.RetryAfter is { } asked)
        {
            var wait = asked > RetryAfterFailure ? asked : RetryAfterFailure;
            _teller.Tell(new CycleFailed(exception, AgentNext.WaitAsAsked, wait));
            await SleepForAsync(wait, cancellationToken).ConfigureAwait(false);
        }
        catch (CandleSourceException exception) when (exception.IsFinal)
        {
            var wait = UntilNextClose() is var next && next < LongestSilence ? next : LongestSilence;
            _teller.Tell(new CycleFailed(exception, AgentNext.NextCandle, wait));
            await SleepUntilAsync(Now() + wait, cancellationToken).ConfigureAwait(false);
        }
        catch (TransportException exception)
        {
            _watch.Lost(exception);
            await SleepUntilAsync(Now() + RetryAfterFailure, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it is: an agent that has ended decides nothing at all.
            _teller.Tell(new CycleFailed(exception, AgentNext.TryAgain, RetryAfterFailure));
            await SleepUntilAsync(Now() + RetryAfterFailure, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Report(CycleResult result)
    {
        _teller.Tell(new CycleCompleted());
        var cycle = _settings.Cycle;
        var close = cycle.Candles is { Count: > 0 } candles ? candles.CloseTimeMs(candles.Count - 1) : long.MinValue;
        if (close <= _decidedCloseMs)
        {
            return;
        }

        if (string.Equals(result.Code, CycleCodes.FeedMissing, StringComparison.Ordinal))
        {
            // No decision yet: retried until the next close, and reported once.
            if (_lackingCloseMs != close)
            {
                _lackingCloseMs = close;
                _teller.Tell(new FeedLacked(result.Code, cycle.Undecided));
            }

            return;
        }

        _decidedCloseMs = close;
        if (!_stepSaid && !cycle.PriceStep.IsKnown)
        {
            _stepSaid = true;
            _teller.Tell(new PriceStepUnknown(_settings.Symbol));
        }

        _teller.Tell(new CandleDecided(result, Now(), close, cycle.PriceStep) { Undecided = cycle.Undecided });
    }

    /// <summary>A wait for an instant of the wall clock; it ends if the clock jumps by more than a candle.</summary>
    private async Task SleepUntilAsync(DateTimeOffset instant, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var longest = _settings.Timeframe.Milliseconds + (long)AfterClose.TotalMilliseconds;
        while (instant - Now() is var left && left > TimeSpan.Zero && left.TotalMilliseconds <= longest)
        {
            if (left > LookAhead)
            {
                await _watch.LookAsync(cancellationToken).ConfigureAwait(false);
                left = instant - Now();
            }

            await Task.Delay(left < TimeSpan.Zero ? TimeSpan.Zero : left < LongestSleep ? left : LongestSleep, _settings.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A wait of a fixed length, whatever the wall clock does.</summary>
    private async Task SleepForAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        var start = _settings.Clock.GetTimestamp();
        while (length - _settings.Clock.GetElapsedTime(start) is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left < LongestSleep ? left : LongestSleep, _settings.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private TimeSpan UntilNextCycle() =>
        _decidedCloseMs < _settings.Timeframe.FloorToOpen(NowMs()) ? RetryWhileCandleIsMissing : UntilNextClose();

    private TimeSpan UntilNextClose()
    {
        var now = NowMs();
        return TimeSpan.FromMilliseconds(_settings.Timeframe.FloorToOpen(now) + _settings.Timeframe.Milliseconds - now) + AfterClose;
    }

    private DateTimeOffset Now() => _settings.Clock.GetUtcNow();

    private long NowMs() => Now().ToUnixTimeMilliseconds();
}
