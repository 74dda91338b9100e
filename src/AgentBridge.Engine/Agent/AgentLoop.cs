using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Telemetry;

namespace AgentBridge.Engine;

/// <summary>
/// The agent: a cycle on every closed candle until it is stopped. An exchange or a channel that does not answer, or answers
/// nonsense, is retried: when it asks for it, at the next candle if an earlier retry is pointless, otherwise until the next
/// candle. The agent itself never ends because of it; it reports each event to its observer.
/// </summary>
/// <threadsafety>One run at a time.</threadsafety>
public sealed class AgentLoop
{
    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(5);

    // What fails for long is asked rarely, but never so rarely that a candle passes because of it.
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RetryWhileCandleIsMissing = TimeSpan.FromSeconds(1);

    // A machine that slept or a clock that was set is noticed within this.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(15);

    // Permanent refusals are retried as well, because a weekly candle is a long time.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromHours(1);

    // Checking a channel that does not answer takes a while: not when a candle is about to close.
    private static readonly TimeSpan LookAhead = TimeSpan.FromSeconds(4);

    private readonly AgentLoopSettings _settings;
    private readonly AgentEventReporter _reporter;
    private readonly ChannelMonitor _channel;
    private readonly AgentTracker _tracker;
    private readonly AgentLogger _logger;
    private long _decidedCloseMs;
    private long _undecidedCloseMs = long.MinValue;
    private int _failures;
    private long _sign;
    private bool _unknownStepReported;

    /// <summary>Creates an agent from its parts.</summary>
    /// <param name="settings">The parts to compose.</param>
    public AgentLoop(AgentLoopSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        _decidedCloseMs = settings.DecidedCloseMs ?? long.MinValue;
        _sign = settings.Clock.GetTimestamp();
        _tracker = new AgentTracker(settings);
        _logger = new AgentLogger(SafeLogger.Of(settings.Logger), settings.Symbol, settings.Timeframe.ToString(), settings.Cycle.StrategyName);
        _reporter = new AgentEventReporter(settings.Observer, _tracker, _logger);
        _channel = new ChannelMonitor(settings.CheckChannel, _reporter);
    }

    /// <summary>The close of the newest candle that was decided, in Unix milliseconds; <see langword="null"/> before the first.</summary>
    public long? DecidedCloseMs => Volatile.Read(ref _decidedCloseMs) is var close && close == long.MinValue ? null : close;

    /// <summary>How long the loop has given no sign of life. It gives one at every cycle, and at least every 15 s while it waits; a cycle may take a few minutes if an exchange does not answer.</summary>
    public TimeSpan SilentFor => _settings.Clock.GetElapsedTime(Volatile.Read(ref _sign));

    /// <summary>The agent's condition as of now.</summary>
    /// <threadsafety>Any number of threads may ask.</threadsafety>
    public AgentStatus Status => _tracker.Status;

    /// <summary>Runs until it is cancelled.</summary>
    /// <param name="cancellationToken">Stops it; that is not a failure.</param>
    public Task RunAsync(CancellationToken cancellationToken) => RunAsync(cancellationToken, CancellationToken.None);

    /// <summary>As <see cref="RunAsync(CancellationToken)"/>, with a second end that interrupts no cycle.</summary>
    /// <param name="cancellationToken">Stops it at once, even within a cycle.</param>
    /// <param name="betweenCycles">Stops it once the running cycle is over.</param>
    public async Task RunAsync(CancellationToken cancellationToken, CancellationToken betweenCycles)
    {
        using var waits = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, betweenCycles);
        using var running = EngineMetrics.Of(_settings.Meters).Running(_tracker);
        _tracker.Started();
        _logger.Started();
        try
        {
            await _channel.CheckAsync(waits.Token).ConfigureAwait(false);
            if (_decidedCloseMs >= _settings.Timeframe.FloorToOpen(NowMs()))
            {
                // Another loop has decided this candle.
                await SleepUntilAsync(Now() + UntilNextClose(), waits.Token).ConfigureAwait(false);
            }

            while (!waits.IsCancellationRequested)
            {
                await TryCycleAsync(cancellationToken, waits.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (waits.IsCancellationRequested)
        {
            // Stopped by the caller.
        }
        finally
        {
            _tracker.Ended();
            _logger.Ended();
        }
    }

    /// <summary>Runs a cycle and waits for the next.</summary>
    private async Task TryCycleAsync(CancellationToken cancellationToken, CancellationToken waits)
    {
        Sign();
        try
        {
            Report(await _settings.Cycle.RunAsync(cancellationToken).ConfigureAwait(false));
            _failures = 0;
            await SleepUntilAsync(Now() + UntilNextCycle(), waits).ConfigureAwait(false);
        }
        catch (CandleSourceException exception) when (exception.RetryAfter is { } asked)
        {
            var wait = asked > RetryAfterFailure ? asked : RetryAfterFailure;
            _reporter.Report(new CycleFailed(exception, AgentNext.WaitAsAsked, wait));
            await SleepForAsync(wait, waits).ConfigureAwait(false);
        }
        catch (CandleSourceException exception) when (exception.IsFinal)
        {
            var wait = UntilNextClose() is var next && next < LongestSilence ? next : LongestSilence;
            _reporter.Report(new CycleFailed(exception, AgentNext.NextCandle, wait));
            await SleepUntilAsync(Now() + wait, waits).ConfigureAwait(false);
        }
        catch (TransportException exception)
        {
            // A signal waits to be published: no back-off.
            _channel.ReportLost(exception);
            await SleepUntilAsync(Now() + RetryAfterFailure, waits).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !waits.IsCancellationRequested)
        {
            // Any exception: an agent that has ended decides nothing at all.
            var wait = BackOff();
            _reporter.Report(new CycleFailed(exception, AgentNext.TryAgain, wait));
            await SleepUntilAsync(Now() + wait, waits).ConfigureAwait(false);
        }
    }

    /// <summary>The wait after a failure: 5 s, twice as long after each further one, at most a minute and no longer than to the next close.</summary>
    private TimeSpan BackOff()
    {
        var doubled = RetryAfterFailure * Math.Pow(2, Math.Min(_failures++, 10));
        var wait = doubled < LongestBackOff ? doubled : LongestBackOff;
        var next = UntilNextClose();
        return wait < next || next < RetryAfterFailure ? wait : next;
    }

    private void Report(CycleResult result)
    {
        _reporter.Report(new CycleCompleted());
        var cycle = _settings.Cycle;
        var close = cycle.Candles is { Count: > 0 } candles ? candles.CloseTimeMs(candles.Count - 1) : long.MinValue;
        if (close <= _decidedCloseMs)
        {
            return;
        }

        if (string.Equals(result.Code, CycleCodes.FeedMissing, StringComparison.Ordinal))
        {
            // No decision yet: retried until the next close, and reported once.
            if (_undecidedCloseMs != close)
            {
                _undecidedCloseMs = close;
                _reporter.Report(new FeedUnavailable(result.Code, cycle.Undecided));
            }

            return;
        }

        Volatile.Write(ref _decidedCloseMs, close);
        if (!_unknownStepReported && !cycle.PriceStep.IsKnown)
        {
            _unknownStepReported = true;
            _reporter.Report(new PriceStepUnknown(_settings.Symbol));
        }

        _reporter.Report(new CandleDecided(result, Now(), close, cycle.PriceStep) { Undecided = cycle.Undecided });
    }

    /// <summary>A wait for an instant of the wall clock; it ends if the clock jumps by more than a candle.</summary>
    private async Task SleepUntilAsync(DateTimeOffset instant, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var longest = _settings.Timeframe.Milliseconds + (long)_settings.AfterClose.TotalMilliseconds;
        while (instant - Now() is var left && left > TimeSpan.Zero && left.TotalMilliseconds <= longest)
        {
            Sign();
            if (left > LookAhead)
            {
                await _channel.CheckAsync(cancellationToken).ConfigureAwait(false);
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
            Sign();
            await Task.Delay(left < LongestSleep ? left : LongestSleep, _settings.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private TimeSpan UntilNextCycle() =>
        _decidedCloseMs < _settings.Timeframe.FloorToOpen(NowMs()) ? RetryWhileCandleIsMissing : UntilNextClose();

    private TimeSpan UntilNextClose()
    {
        var now = NowMs();
        return TimeSpan.FromMilliseconds(_settings.Timeframe.FloorToOpen(now) + _settings.Timeframe.Milliseconds - now) + _settings.AfterClose;
    }

    private void Sign() => Volatile.Write(ref _sign, _settings.Clock.GetTimestamp());

    private DateTimeOffset Now() => _settings.Clock.GetUtcNow();

    private long NowMs() => Now().ToUnixTimeMilliseconds();
}
