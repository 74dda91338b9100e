using System.Collections.Concurrent;
using AgentBridge.Engine;
using AgentBridge.Exchanges;

namespace AgentBridge.Cli;

/// <summary>The agent of <c>run-cycle --loop</c>, composed and run until Ctrl+C.</summary>
internal static class AgentRun
{
    public static async Task<int> RunAsync(CycleArguments arguments, Settings settings, CliHost host, CancellationToken cancellationToken)
    {
        using var stop = StopSignal.Watch();
        await using var channel = OpenChannel.Named(settings, arguments.Redis, host);
        using var use = JournalFolderLock.TakeShared(host.FullPath(settings.Config.JournalDir));
        using var http = ExchangeHttp.CreateClient();
        var notices = new ConcurrentQueue<string>();
        var cycle = ExchangeCycle.Create(arguments, settings, host, channel, Exchanges.Client(http, arguments.Exchange, host), notices.Enqueue);
        var printer = new AgentPrinter(host);
        var loop = new AgentLoop(new AgentLoopSettings
        {
            Cycle = cycle,
            Symbol = arguments.Symbol,
            Timeframe = arguments.Timeframe,
            Clock = host.Clock,
            Observer = new AgentLines(arguments, notices, printer),
            CheckChannel = channel.CheckAsync,
        });
        printer.Message($"agent for {arguments.Symbol} {arguments.Timeframe} ({arguments.Strategy.Name}), publishing to the {channel.Description}; Ctrl+C stops it");
        JsonOut.Claim(host);
        await loop.RunAsync(cancellationToken);
        return stop.ExitCode;
    }
}
