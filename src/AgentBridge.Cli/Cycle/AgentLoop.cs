using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>
/// The agent: a cycle on every closed candle until it is stopped. An exchange or a channel that does not answer is said once
/// and tried again until the next candle; the agent itself never ends for it.
/// </summary>
internal sealed class AgentLoop(RunCycle cycle, CycleArguments arguments, CliHost host)
{
    // The exchange closes its candle a moment after the clock does.
    private static readonly TimeSpan AfterClose = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryWhileCandleIsMissing = TimeSpan.FromSeconds(1);

    // A machine that slept or a clock that was set is noticed within this.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(15);

    private string? _lastFailure;
    private long _decidedCloseMs = long.MinValue;

    public static async Task<int> RunAsync(CycleArguments arguments, Settings settings, CliHost host, CancellationToken cancellationToken)
    {
        await using var channel = OpenChannel.Named(settings, arguments.Redis, host);
        using var use = JournalFolderLock.TakeShared(host.FullPath(settings.Config.JournalDir));
        using var http = new HttpClient();
        var cycle = ExchangeCycle.Create(arguments, settings, host, channel, Exchanges.Client(http, arguments.Exchange, host));
        await host.Error.WriteLineAsync($"bridge: agent for {arguments.Symbol} {arguments.Timeframe} ({arguments.Generator.Name}), publishing to the {channel.Description}; Ctrl+C stops it");
        await new AgentLoop(cycle, arguments, host).RunAsync(cancellationToken);
        return ExitCodes.Interrupted;
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var next = host.Clock.GetUtcNow() + await TryCycleAsync(cancellationToken);
            try
            {
                await SleepUntilAsync(next, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task SleepUntilAsync(DateTimeOffset instant, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var longest = arguments.Timeframe.Milliseconds + (long)AfterClose.TotalMilliseconds;
        while (instant - host.Clock.GetUtcNow() is var left && left > TimeSpan.Zero && left.TotalMilliseconds <= longest)
        {
            await Task.Delay(left < LongestSleep ? left : LongestSleep, host.Clock, cancellationToken);
        }
    }

    /// <summary>Runs a cycle; answers how long to wait for the next.</summary>
    private async Task<TimeSpan> TryCycleAsync(CancellationToken cancellationToken)
    {
        try
        {
            var result = await cycle.RunAsync(cancellationToken);
            Report(result);
            return UntilNextClose();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return TimeSpan.Zero;
        }
        catch (Exception exception) when (exception is CandleSourceException or TransportException or JournalException or OperationCanceledException)
        {
            if (!string.Equals(_lastFailure, exception.Message, StringComparison.Ordinal))
            {
                await host.Error.WriteLineAsync($"bridge: {SignalTimestamp.ToText(host.Clock.GetUtcNow())} {exception.Message}; trying on");
            }

            _lastFailure = exception.Message;
            return RetryAfterFailure;
        }
    }

    private void Report(CycleResult result)
    {
        if (_lastFailure is not null)
        {
            host.Error.WriteLine($"bridge: {SignalTimestamp.ToText(host.Clock.GetUtcNow())} working again");
            _lastFailure = null;
        }

        var close = cycle.Candles is { Count: > 0 } candles ? candles.CloseTimeMs(candles.Count - 1) : long.MinValue;
        if (close > _decidedCloseMs)
        {
            _decidedCloseMs = close;
            _ = CycleOutput.Show(result, arguments.Json, host);
            host.Out.Flush();
        }
    }

    private TimeSpan UntilNextClose()
    {
        var now = host.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        var runningOpen = arguments.Timeframe.FloorToOpen(now);
        return _decidedCloseMs < runningOpen
            ? RetryWhileCandleIsMissing
            : TimeSpan.FromMilliseconds(runningOpen + arguments.Timeframe.Milliseconds - now) + AfterClose;
    }
}
