using AgentBridge.Schema;

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
/// <param name="journal">The decisions' journal.</param>
/// <param name="publisher">The channel; <see langword="null"/> publishes nothing.</param>
public sealed class DecisionPublisher(DecisionJournal journal, ISignalPublisher? publisher)
{
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
            log(new(CycleCodes.PublishFailed, reason, ReachedChannel: true));
            throw;
        }

        log(publication);
        return publication;
    }

    private static DecisionPublication PublicationOf(PublishResult result) => result switch
    {
        PublishResult.Published => new(CycleCodes.Published, string.Empty, ReachedChannel: true),
        PublishResult.Duplicate => new(CycleCodes.Duplicate, "published before with the same bytes", ReachedChannel: true),
        _ => new(DecisionPublication.ConflictCode, "the channel has this decision_id with other bytes", ReachedChannel: true),
    };
}
