using System.Collections.Concurrent;
using AgentBridge.Engine;
using AgentBridge.Exchanges;

namespace AgentBridge.Cli;

/// <summary>The agent of <c>run-cycle --loop</c>, composed and run until Ctrl+C: a loop per pair, one channel.</summary>
internal static class AgentRun
{
    public static async Task<int> RunAsync(CycleArguments arguments, Settings settings, CliHost host, CancellationToken cancellationToken)
    {
        using var stop = StopSignal.Watch();
        await using var channel = OpenChannel.Named(settings, arguments.Redis, host);
        using var use = JournalFolderLock.TakeShared(host.FullPath(settings.Config.JournalDir));
        using var http = ExchangeHttp.CreateClient();
        var client = Exchanges.Client(http, arguments.Exchange, host);
        var streams = new AgentStreams(host);
        var journals = ExchangeCycle.Journals(arguments.Exchange, arguments.Timeframe, settings, host);
        var loops = arguments.Symbols.Select(pair => Loop(arguments.Of(pair), new AgentPrinter(streams, arguments.HasSeveral ? pair : null), settings, host, channel, client, journals)).ToList();
        streams.Message(AgentLogLevel.Info, $"agent for {string.Join(", ", arguments.Symbols)} {arguments.Timeframe} ({arguments.Strategy.Name}), publishing to the {channel.Description}; Ctrl+C stops it");
        JsonOut.Claim(host);

        // Each pair waits, fails and recovers independently; the requests share the client's limits.
        await Task.WhenAll(loops.Select(loop => loop.RunAsync(cancellationToken)));
        return stop.ExitCode;
    }

    private static AgentLoop Loop(CycleArguments arguments, AgentPrinter printer, Settings settings, CliHost host, OpenChannel channel, BinanceClient client, RunJournals journals)
    {
        var notices = new ConcurrentQueue<string>();
        AssemblyNotice.IfChanged(host.FullPath(settings.Config.JournalDir), arguments.Strategy, notices.Enqueue);
        return new AgentLoop(new AgentLoopSettings
        {
            Cycle = ExchangeCycle.Create(arguments, settings, host, channel, ExchangeCycle.Source(settings, client, notices.Enqueue), journals),
            Symbol = arguments.Symbol,
            Timeframe = arguments.Timeframe,
            Clock = host.Clock,
            Observer = new AgentLines(arguments, notices, printer),
            CheckChannel = channel.CheckAsync,
        });
    }
}
