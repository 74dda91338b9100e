using AgentBridge.Engine;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>
/// One cycle on a file, decided as of its last close. A history is a replay and is never published. A file that is kept
/// up to date, with a last close that is fresh by the wall clock, is published to the configured channel.
/// </summary>
internal static class FileCycle
{
    public static async Task<int> RunAsync(CycleArguments arguments, Settings settings, CliHost host, CancellationToken cancellationToken)
    {
        var candles = arguments.Files!.Read(arguments.Quarantine, host);
        var series = candles.Own;
        var source = new ReplayCandleSource(candles, series.Count);
        var clock = new CandleClock();
        var close = series.CloseTimeMs(series.Count - 1);
        clock.Set(close);
        var now = host.Clock.GetUtcNow();
        var isLive = LatestSignal.IsFresh(DateTimeOffset.FromUnixTimeMilliseconds(close), now, TimeSpan.FromSeconds(settings.Config.RiskOptions.MaxSignalAgeSec));
        await using var channel = isLive ? OpenChannel.Named(settings, arguments.Redis, host) : null;
        var journals = RunJournals.Open(host.FullPath(settings.Config.JournalDir), "cycle", isLive ? "live" : "backtest", settings.Config, host.Clock);
        AssemblyNotice.IfChanged(host.FullPath(settings.Config.JournalDir), arguments.Strategy, notice => host.Error.WriteLine($"bridge: {notice}"));
        var cycle = new RunCycle(new RunCycleSettings
        {
            Symbol = series.Symbol,
            Timeframe = series.Timeframe,
            Source = source,
            Strategy = arguments.Strategy,
            Risk = settings.Config.RiskOptions,
            Clock = clock,
            Journal = journals.Decisions,
            Log = journals.Log,
            Publisher = channel?.Publisher,

            // A replay waits without a limit, until it is interrupted.
            StrategyTimeout = isLive ? TimeSpan.FromMilliseconds(settings.Config.StrategyTimeoutMs) : null,
        });
        var result = await cycle.RunAsync(cancellationToken);
        if (!isLive && result.Outcome == CycleOutcome.Signal)
        {
            await host.Error.WriteLineAsync("bridge: a replay of history: not published");
        }

        PriceStepNotice.IfUnknown(cycle.PriceStep, series.Symbol, host);
        return CycleOutput.Show(result, cycle, arguments.Json, host);
    }
}
