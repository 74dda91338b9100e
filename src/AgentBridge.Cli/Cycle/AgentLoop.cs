using System.Collections.Concurrent;
using AgentBridge.Engine;
using AgentBridge.Exchanges;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>
/// The agent: a cycle on every closed candle until it is stopped. An exchange or a channel that does not answer, or answers what it
/// likes, is said once and asked again: when it asks to be, at the next candle where asking is no use before, else until the next
/// candle. The agent itself never ends for it, nor for a stdout that takes no lines.
/// </summary>
internal sealed class AgentLoop(RunCycle cycle, CycleArguments arguments, OpenChannel channel, ConcurrentQueue<string> notices, CliHost host)
{
    // The exchange closes its candle a moment after the clock does.
    private static readonly TimeSpan AfterClose = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryWhileCandleIsMissing = TimeSpan.FromSeconds(1);

    // A machine that slept or a clock that was set is noticed within this.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(15);

    // What is refused for good is asked for again all the same: a candle of a week is a long time.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromHours(1);

    // A channel that does not answer takes a while to say so: not when a candle is about to close.
    private static readonly TimeSpan LookAhead = TimeSpan.FromSeconds(4);

    // Each wait that is as long is said with its end; shorter ones come too often.
    private static readonly TimeSpan WorthSaying = TimeSpan.FromMinutes(1);

    private readonly LoopVoice _voice = new(host);
    private ChannelWatch? _watch;
    private long _decidedCloseMs = long.MinValue;
    private long _lackingCloseMs = long.MinValue;
    private bool _stepSaid;

    public static async Task<int> RunAsync(CycleArguments arguments, Settings settings, CliHost host, CancellationToken cancellationToken)
    {
        using var stop = StopSignal.Watch();
        await using var channel = OpenChannel.Named(settings, arguments.Redis, host);
        using var use = JournalFolderLock.TakeShared(host.FullPath(settings.Config.JournalDir));
        using var http = ExchangeHttp.CreateClient();
        var notices = new ConcurrentQueue<string>();
        var cycle = ExchangeCycle.Create(arguments, settings, host, channel, Exchanges.Client(http, arguments.Exchange, host), notices.Enqueue);
        var loop = new AgentLoop(cycle, arguments, channel, notices, host);
        loop._voice.Say($"agent for {arguments.Symbol} {arguments.Timeframe} ({arguments.Strategy.Name}), publishing to the {channel.Description}; Ctrl+C stops it");
        JsonOut.Claim(host);
        await loop.RunAsync(cancellationToken);
        return stop.ExitCode;
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Watch.LookAsync(cancellationToken);
            while (!cancellationToken.IsCancellationRequested)
            {
                await TryCycleAsync(cancellationToken);
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
            Report(await cycle.RunAsync(cancellationToken));
            await SleepUntilAsync(host.Clock.GetUtcNow() + UntilNextCycle(), cancellationToken);
        }
        catch (CandleSourceException exception) when (exception.RetryAfter is { } asked)
        {
            _voice.Failed(exception.Message, "the agent waits", isEvent: asked >= WorthSaying);
            await SleepForAsync(asked > RetryAfterFailure ? asked : RetryAfterFailure, cancellationToken);
        }
        catch (CandleSourceException exception) when (exception.IsFinal)
        {
            _voice.Failed(exception.Message, "asked again at the next candle, or in an hour");
            await SleepUntilAsync(host.Clock.GetUtcNow() + (UntilNextClose() is var next && next < LongestSilence ? next : LongestSilence), cancellationToken);
        }
        catch (TransportException exception)
        {
            Watch.Lost(exception);
            await SleepUntilAsync(host.Clock.GetUtcNow() + RetryAfterFailure, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it is: an agent that has ended decides nothing at all.
            var expected = exception is CandleSourceException or JournalException or OperationCanceledException;
            _voice.Failed(expected ? exception.Message : $"this is a bug: {exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}", "trying on");
            await SleepUntilAsync(host.Clock.GetUtcNow() + RetryAfterFailure, cancellationToken);
        }
    }

    private void Report(CycleResult result)
    {
        _voice.Works();
        while (notices.TryDequeue(out var notice))
        {
            _voice.Say(notice);
        }

        var close = cycle.Candles is { Count: > 0 } candles ? candles.CloseTimeMs(candles.Count - 1) : long.MinValue;
        if (close <= _decidedCloseMs)
        {
            return;
        }

        if (CycleOutput.Missing(result, cycle) is { } missing)
        {
            // No decision yet: asked again until the next close, and said once.
            if (_lackingCloseMs != close)
            {
                _lackingCloseMs = close;
                _voice.Say($"{arguments.Symbol} {missing}; asked again until the next close");
            }

            return;
        }

        _decidedCloseMs = close;
        if (!_stepSaid && !cycle.PriceStep.IsKnown)
        {
            _stepSaid = true;
            _voice.Say(PriceStepNotice.Text(arguments.Symbol));
        }

        var stamp = new CycleStamp(host.Clock.GetUtcNow(), arguments.Symbol, arguments.Timeframe, close);
        _voice.Show(arguments.Json ? CycleOutput.Json(result, stamp, cycle.PriceStep) : $"{stamp} {CycleOutput.Text(result)}");
        if (CycleOutput.Denial(result) is { } denial)
        {
            _voice.Say($"{arguments.Symbol} {denial}");
        }
    }

    /// <summary>A wait for an instant of the wall clock; one that has moved by more than a candle ends it.</summary>
    private async Task SleepUntilAsync(DateTimeOffset instant, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var longest = arguments.Timeframe.Milliseconds + (long)AfterClose.TotalMilliseconds;
        while (instant - host.Clock.GetUtcNow() is var left && left > TimeSpan.Zero && left.TotalMilliseconds <= longest)
        {
            if (left > LookAhead)
            {
                await Watch.LookAsync(cancellationToken);
                left = instant - host.Clock.GetUtcNow();
            }

            await Task.Delay(left < TimeSpan.Zero ? TimeSpan.Zero : left < LongestSleep ? left : LongestSleep, host.Clock, cancellationToken);
        }
    }

    /// <summary>A wait of a length, whatever the wall clock does.</summary>
    private async Task SleepForAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        var start = host.Clock.GetTimestamp();
        while (length - host.Clock.GetElapsedTime(start) is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left < LongestSleep ? left : LongestSleep, host.Clock, cancellationToken);
        }
    }

    private ChannelWatch Watch => _watch ??= new(channel, _voice);

    private TimeSpan UntilNextCycle() =>
        _decidedCloseMs < arguments.Timeframe.FloorToOpen(NowMs()) ? RetryWhileCandleIsMissing : UntilNextClose();

    private TimeSpan UntilNextClose()
    {
        var now = NowMs();
        return TimeSpan.FromMilliseconds(arguments.Timeframe.FloorToOpen(now) + arguments.Timeframe.Milliseconds - now) + AfterClose;
    }

    private long NowMs() => host.Clock.GetUtcNow().ToUnixTimeMilliseconds();
}
