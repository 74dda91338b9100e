using System.Diagnostics.Metrics;
using AgentBridge.Engine;
using AgentBridge.Exchanges;
using Microsoft.Extensions.DependencyInjection;

namespace AgentBridge.Extensions;

/// <summary>The journals of JOURNAL_DIR, opened on first use.</summary>
internal sealed class Journals
{
    private readonly Lazy<DecisionJournal> _decisions;
    private readonly Lazy<ActionLog> _log;

    public Journals(Setup setup, TimeProvider clock, Loggers loggers, IServiceProvider services)
    {
        var folder = Path.GetFullPath(setup.Settings.JournalDir);
        var options = new JournalOptions { Clock = clock, Logger = loggers.Of<DecisionJournal>(), Meters = services.GetService<IMeterFactory>() };

        // A folder that could not be used is looked at again: nothing is remembered of a failure.
        _decisions = new(() => DecisionJournal.Open(folder, options), LazyThreadSafetyMode.PublicationOnly);
        _log = new(() => ActionLog.Open(folder, Origin(setup, clock), setup.Settings.SecretMask, options), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>The decisions.</summary>
    /// <exception cref="JournalException">The folder can't be used.</exception>
    public DecisionJournal Decisions => _decisions.Value;

    /// <summary>The action log.</summary>
    /// <exception cref="JournalException">The folder can't be used.</exception>
    public ActionLog Log => _log.Value;

    private static ActionOrigin Origin(Setup setup, TimeProvider clock) => new(
        FormattableString.Invariant($"host-{clock.GetUtcNow():yyyyMMdd'T'HHmmss.fff'Z'}"),
        "bridge",
        typeof(Journals).Assembly.GetName().Version?.ToString(3) ?? string.Empty,
        BinanceOptions.HasRealPrices(setup.Exchange.BaseUrl) ? "live" : "simulated");
}
