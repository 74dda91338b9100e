using AgentBridge.Engine;
using AgentBridge.Exchanges;

namespace AgentBridge.Cli;

/// <summary>The agent of many pairs, composed and run until it is stopped.</summary>
internal static class AgentProgram
{
    // So many requests may start together at a close; the rate over a minute is that of one pair asking every 100 ms.
    private const int Burst = 240;
    private const int Connections = 16;
    private const int MostPairsInALine = 10;

    private static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(AgentArguments arguments, CliHost host, CancellationToken cancellationToken)
    {
        // First of all: a SIGHUP during the start is a reload after it, not the end of the process.
        using var reloads = ReloadSignal.Watch();
        var settings = arguments.Load(host);
        var catalog = StrategyOptions.CatalogOf(settings.Config, host);
        var units = arguments.Units(settings, catalog, host);
        using var stop = StopSignal.Watch();
        using var manager = ServiceManager.Of(host.Environment);
        await using var channel = OpenChannel.Named(settings, arguments.Redis, host);
        using var use = JournalFolderLock.TakeShared(host.FullPath(settings.Config.JournalDir));
        using var http = ExchangeHttp.CreateClient(Connections);
        using var channelState = new ChannelState(channel, host.Clock);
        var streams = new AgentStreams(host, withLevels: true) { LeastLevel = settings.Config.LogLevel };
        if (arguments.Json)
        {
            JsonOut.Claim(host);
        }

        // One source and one set of journals for all loops: candles are kept, limits and writers shared.
        var client = Exchanges.Client(http, arguments.Exchange, host, Burst);
        var source = new CandleWindows(ExchangeCycle.Source(settings, client, notice => streams.Message(AgentLogLevel.Warn, notice)), host.Clock);
        var journals = ExchangeCycle.Journals(arguments.Exchange, settings.Config.Timeframe, settings, host);
        var supervisor = new AgentSupervisor(Compose, line => streams.Message(AgentLogLevel.Error, line), host.Clock, cancellationToken);
        var board = new AgentBoard(supervisor, channelState, settings.Config.Timeframe, host.Clock);
        Note(units);
        streams.Message(
            AgentLogLevel.Info,
            $"agent {BridgeVersion.Text} for {Some(settings.Config.Pairs)} {settings.Config.Timeframe} ({string.Join(", ", units.Select(u => u.Strategy.Name).Distinct(StringComparer.Ordinal))}), publishing to the {channel.Description}");
        await using var endpoints = await AgentEndpoints.StartAsync(arguments.Http, board, streams, cancellationToken);
        _ = await supervisor.ApplyAsync(units);
        manager.Ready(board.Line());
        var reload = new AgentReload(arguments, catalog, host);
        try
        {
            await Task.WhenAll(ReportAsync(board, manager, host.Clock, cancellationToken), ReloadAsync());
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped.
        }

        manager.Stopping();
        await supervisor.EndAsync();
        streams.Message(AgentLogLevel.Info, "stopped");
        return stop.ExitCode;

        AgentLoop Compose(AgentUnit unit, long? decidedCloseMs)
        {
            var config = settings.Config;
            return new AgentLoop(new AgentLoopSettings
            {
                Cycle = ExchangeCycle.Create(config.Timeframe, unit, host, channel, source, journals),
                Symbol = unit.Pair,
                Timeframe = config.Timeframe,
                Clock = host.Clock,
                Observer = new UnitObserver(unit, config.Timeframe, streams, arguments.Json, host.Clock),
                CheckChannel = channelState.CheckAsync,
                DecidedCloseMs = decidedCloseMs,
            });
        }

        void Note(IReadOnlyList<AgentUnit> next)
        {
            foreach (var strategy in next.Select(u => u.Strategy).DistinctBy(s => s.Name, StringComparer.Ordinal))
            {
                AssemblyNotice.IfChanged(host.FullPath(settings.Config.JournalDir), strategy, notice => streams.Message(AgentLogLevel.Warn, notice));
            }
        }

        async Task ReloadAsync()
        {
            await foreach (var _ in reloads.Requests.ReadAllAsync(cancellationToken))
            {
                manager.Reloading();
                try
                {
                    var (next, wanted, changes) = reload.Read(settings);
                    settings = next;
                    streams.LeastLevel = next.Config.LogLevel;
                    Note(wanted);
                    var (started, ended) = await supervisor.ApplyAsync(wanted);
                    streams.Message(AgentLogLevel.Info, FormattableString.Invariant($"settings read again: {changes}; {started} loops started, {ended} ended"));
                }
                catch (CliException exception)
                {
                    streams.Message(AgentLogLevel.Error, $"settings read again and refused, nothing is changed: {exception.Message}");
                }
                catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
                {
                    // Whatever it is, the loops that run go on.
                    streams.Message(AgentLogLevel.Error, $"the settings could not be read again: {exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}");
                }

                manager.Ready(board.Line());
            }
        }
    }

    /// <summary>Pairs in a line: all of a few, the first of many.</summary>
    private static string Some(IReadOnlyList<string> pairs) =>
        pairs.Count <= MostPairsInALine ? string.Join(", ", pairs) : FormattableString.Invariant($"{string.Join(", ", pairs.Take(MostPairsInALine))} and {pairs.Count - MostPairsInALine} more");

    /// <summary>Tells the service manager now and then that the agent lives, as often as it wants to hear it.</summary>
    private static async Task ReportAsync(AgentBoard board, ServiceManager manager, TimeProvider clock, CancellationToken cancellationToken)
    {
        var interval = manager.WatchdogInterval is { } wanted && wanted / 2 < StatusInterval ? wanted / 2 : StatusInterval;
        while (true)
        {
            await Task.Delay(interval, clock, cancellationToken);
            if (board.IsHealthy)
            {
                manager.Alive(board.Line());
            }
            else
            {
                manager.Status(board.Line());
            }
        }
    }
}
