using System.Diagnostics.Metrics;
using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;
using Microsoft.Extensions.DependencyInjection;

namespace AgentBridge.Extensions;

/// <summary>Creates the cycles of pairs from the services of the host.</summary>
/// <threadsafety>Any number of threads; each cycle runs on one at a time.</threadsafety>
public sealed class CycleFactory
{
    private readonly IServiceProvider _services;

    /// <summary>Creates a factory; the host does so.</summary>
    /// <param name="services">The services of <see cref="AgentBridgeServices.AddAgentBridge"/>.</param>
    public CycleFactory(IServiceProvider services) => _services = services;

    /// <summary>A cycle on the settings' timeframe and strategy, its decisions journalled and published.</summary>
    /// <param name="pair">The pair, such as <c>BTC/USDT</c>.</param>
    /// <exception cref="JournalException">The journals can't be used.</exception>
    public RunCycle Create(string pair)
    {
        ArgumentException.ThrowIfNullOrEmpty(pair);
        var settings = _services.GetRequiredService<BridgeConfig>();
        return new RunCycle(new RunCycleSettings
        {
            Symbol = pair,
            Timeframe = settings.Timeframe,
            Source = _services.GetRequiredService<ICandleSource>(),
            Strategy = _services.GetRequiredService<Strategy>(),
            Risk = settings.RiskOptions,
            Clock = _services.GetRequiredService<TimeProvider>(),
            Journal = _services.GetRequiredService<DecisionJournal>(),
            Log = _services.GetRequiredService<ActionLog>(),
            Publisher = _services.GetRequiredService<ISignalPublisher>(),
            StrategyTimeout = TimeSpan.FromMilliseconds(settings.StrategyTimeoutMs),
            Logger = _services.GetRequiredService<Loggers>().Of<RunCycle>(),
            Meters = _services.GetService<IMeterFactory>(),
        });
    }

    /// <summary>The agent of a pair.</summary>
    internal AgentLoop CreateLoop(string pair) => new(new AgentLoopSettings
    {
        Cycle = Create(pair),
        Symbol = pair,
        Timeframe = _services.GetRequiredService<BridgeConfig>().Timeframe,
        Clock = _services.GetRequiredService<TimeProvider>(),
        Observer = _services.GetService<IAgentObserver>() ?? Silent.Observer,
        CheckChannel = _services.GetRequiredService<ISignalPublisher>() is SignalChannel channel ? channel.CheckAsync : null,
        Logger = _services.GetRequiredService<Loggers>().Of<AgentLoop>(),
        Meters = _services.GetService<IMeterFactory>(),
    });

    /// <summary>The log and the status tell everything already.</summary>
    private sealed class Silent : IAgentObserver
    {
        public static readonly Silent Observer = new();

        public void Observe(AgentEvent happened)
        {
        }
    }
}
