using System.Diagnostics;
using System.Diagnostics.Metrics;
using AgentBridge.Schema;
using AgentBridge.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentBridge.Engine;

/// <summary>The outcome of publishing an approved decision.</summary>
/// <param name="Code">PUBLISHED, DUPLICATE, NOT_PUBLISHED, PUBLISH_FAILED (<see cref="CycleCodes"/>) or DECISION_CONFLICT.</param>
/// <param name="Reason">The reason, as text; empty if it was published or there is no channel.</param>
/// <param name="ReachedChannel">Whether the channel was called.</param>
public sealed record DecisionPublication(string Code, string Reason, bool ReachedChannel)
{
    /// <summary>Whether the journal or the channel has the decision with other values, so that it must not be used.</summary>
    public bool IsConflict => string.Equals(Code, ConflictCode, StringComparison.Ordinal);

    internal static string ConflictCode { get; } = ExecutorCodeCatalog.Of(ExecutorCode.DecisionConflict).Name;
}

/// <summary>
/// The one path of an approved decision to its readers, for every host: its row in the journal, then the channel, then a log line with
/// the outcome. A decision that is not in the journal is never published; an interrupted publication is logged as well.
/// </summary>
/// <param name="journal">Takes the row of each decision before anything is published.</param>
/// <param name="publisher">The channel; <see langword="null"/> publishes nothing.</param>
/// <param name="logger">Receives one entry per publication.</param>
/// <param name="meters">Creates the meter that publications are measured with; <see langword="null"/> for the meter of the process.</param>
public sealed class DecisionPublisher(DecisionJournal journal, ISignalPublisher? publisher, ILogger logger, IMeterFactory? meters)
{
    private readonly ILogger _logger = SafeLogger.Of(logger);
    private readonly EngineMetrics _metrics = EngineMetrics.Of(meters);

    /// <summary>Creates a publisher that logs nothing.</summary>
    /// <param name="journal">Takes the row of each decision before anything is published.</param>
    /// <param name="publisher">The channel; <see langword="null"/> publishes nothing.</param>
    public DecisionPublisher(DecisionJournal journal, ISignalPublisher? publisher)
        : this(journal, publisher, NullLogger.Instance, meters: null)
    {
    }

    /// <summary>Writes a decision's row.</summary>
    /// <param name="signal">The decision.</param>
    /// <returns>Whether the journal has it now, with these values; otherwise it must not be used.</returns>
    /// <exception cref="JournalException">The row can't be written.</exception>
    public bool TryRecord(TradingSignal signal) =>
        journal.AppendDecision(DecisionRows.Of(signal)) is AppendOutcome.Appended or AppendOutcome.Duplicate;

    /// <summary>Row, channel, line.</summary>
    /// <param name="approved">The decision.</param>
    /// <param name="log">Writes the log line; called once, whatever happens to the publication.</param>
    /// <param name="recorded">Called once the journal has answered.</param>
    /// <param name="cancellationToken">Ends the wait for the channel.</param>
    /// <exception cref="JournalException">The row can't be written: nothing was published. Or the log line can't be written: the publication remains.</exception>
    /// <exception cref="TransportException">The channel can't be used; the decision is in the journal.</exception>
    /// <exception cref="OperationCanceledException">It was ended while it waited: it may or may not be published.</exception>
    public async Task<DecisionPublication> PublishAsync(ApprovedSignal approved, Action<DecisionPublication> log, Action? recorded = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(approved);
        ArgumentNullException.ThrowIfNull(log);
        var isRecorded = TryRecord(approved.Signal);
        recorded?.Invoke();
        var signal = approved.Signal;
        using var activity = EngineActivities.Publish(signal);
        var started = Stopwatch.GetTimestamp();
        DecisionPublication publication;
        try
        {
            publication = !isRecorded ? new(DecisionPublication.ConflictCode, "the journal has this decision_id with other values", ReachedChannel: false)
                : publisher is null ? new(CycleCodes.NotPublished, string.Empty, ReachedChannel: false)
                : PublicationOf(await publisher.PublishSignalAsync(approved, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            var reason = exception is OperationCanceledException ? "ended before the channel answered; it may be published" : exception.Message;
            activity.Fail(exception);
            _metrics.Published(signal.Symbol, CycleCodes.PublishFailed, Stopwatch.GetElapsedTime(started));
            _logger.PublishFailed(signal.Symbol, signal.DecisionId, reason);
            log(new(CycleCodes.PublishFailed, reason, ReachedChannel: true));
            throw;
        }

        _ = activity?.SetTag(EngineTelemetry.Code, publication.Code);
        Note(signal, publication, started);
        log(publication);
        return publication;
    }

    private void Note(TradingSignal signal, DecisionPublication publication, long started)
    {
        if (publication.ReachedChannel)
        {
            _metrics.Published(signal.Symbol, publication.Code, Stopwatch.GetElapsedTime(started));
        }

        if (publication.IsConflict)
        {
            _logger.DecisionConflict(signal.Symbol, signal.DecisionId, publication.Code, publication.Reason);
        }
        else
        {
            _logger.DecisionPublished(signal.Symbol, signal.DecisionId, publication.Code);
        }
    }

    private static DecisionPublication PublicationOf(PublishResult result) => result switch
    {
        PublishResult.Published => new(CycleCodes.Published, string.Empty, ReachedChannel: true),
        PublishResult.Duplicate => new(CycleCodes.Duplicate, "published before with the same bytes", ReachedChannel: true),
        _ => new(DecisionPublication.ConflictCode, "the channel has this decision_id with other bytes", ReachedChannel: true),
    };
}
