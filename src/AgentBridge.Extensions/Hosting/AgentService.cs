using AgentBridge.Engine;
using AgentBridge.Schema;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentBridge.Extensions;

/// <summary>The agents of all pairs. One that ends although nobody stopped it is started again after a pause; the others go on.</summary>
internal sealed class AgentService(Setup setup, CycleFactory cycles, AgentStatuses statuses, ISignalPublisher publisher, TimeProvider clock, Loggers loggers) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly ILogger _logger = loggers.Of<AgentService>();

    /// <inheritdoc/>
    /// <exception cref="JournalException">The journals can't be used: an agent without them must not start.</exception>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        var settings = setup.Settings;
        IReadOnlyList<string> pairs = settings.Pairs.IsDefaultOrEmpty ? [settings.DefaultSymbol] : settings.Pairs;
        Loops = [.. pairs.Select(cycles.CreateLoop)];
        statuses.Set(Loops);
        _logger.AgentsStarting(string.Join(", ", pairs), settings.Timeframe.ToString(), setup.Strategy.ToString(), setup.Exchange.BaseUrl, (publisher as SignalChannel)?.Description ?? publisher.GetType().Name);
        return base.StartAsync(cancellationToken);
    }

    private IReadOnlyList<AgentLoop> Loops { get; set; } = [];

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(Loops.Select(loop => SuperviseAsync(loop, stoppingToken)));

    private async Task SuperviseAsync(AgentLoop loop, CancellationToken stoppingToken)
    {
        // The pool, not the thread that starts the host.
        await Task.Yield();
        for (var pause = FirstPause; !stoppingToken.IsCancellationRequested; pause = 2 * pause < LongestPause ? 2 * pause : LongestPause)
        {
            Exception? failure = null;
            try
            {
                await loop.RunAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                failure = exception;
            }

            if (!stoppingToken.IsCancellationRequested)
            {
                _logger.AgentEnded(failure, loop.Status.Symbol, pause.TotalSeconds);
                await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
