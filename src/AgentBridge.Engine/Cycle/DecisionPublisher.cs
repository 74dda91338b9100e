using AgentBridge.Schema;

namespace AgentBridge.Engine;

/// <summary>What became of an approved decision.</summary>
/// <param name="Code">PUBLISHED, DUPLICATE, NOT_PUBLISHED, PUBLISH_FAILED (<see cref="CycleCodes"/>) or DECISION_CONFLICT.</param>
/// <param name="Reason">Why, in words; empty where it was published or nobody is there to publish to.</param>
/// <param name="ReachedChannel">Whether the channel was asked.</param>
public sealed record DecisionFate(string Code, string Reason, bool ReachedChannel)
{
    /// <summary>Whether the journal or the channel holds the decision with other values: it is used by nobody.</summary>
    public bool IsConflict => string.Equals(Code, ConflictCode, StringComparison.Ordinal);

    internal static string ConflictCode { get; } = ExecutorCodeCatalog.Of(ExecutorCode.DecisionConflict).Name;
}

/// <summary>
/// The one way of an approved decision to its reader, whoever decided: its row in the journal, then the channel, then a line that
/// says what came of it. What is not in the journal is published nowhere; what was cut short is told as well.
/// </summary>
/// <param name="journal">The decisions' journal.</param>
/// <param name="publisher">The channel; <see langword="null"/> publishes nothing.</param>
public sealed class DecisionPublisher(DecisionJournal journal, ISignalPublisher? publisher)
{
    /// <summary>Writes a decision's row.</summary>
    /// <param name="signal">The decision.</param>
    /// <returns>Whether the journal holds it now, with these values; on any other answer nobody may use it.</returns>
    /// <exception cref="JournalException">The row can't be written.</exception>
    public bool TryRecord(TradingSignal signal) =>
        journal.AppendDecision(DecisionRows.Of(signal)) is AppendOutcome.Appended or AppendOutcome.Duplicate;

    /// <summary>Row, channel, line.</summary>
    /// <param name="approved">The decision.</param>
    /// <param name="tell">Writes the line; called once, whatever happens to the publication.</param>
    /// <param name="recorded">Called once the journal has answered.</param>
    /// <param name="cancellationToken">Ends the wait for the channel.</param>
    /// <exception cref="JournalException">The row can't be written: nothing was published. Or the line can't: what was done stands.</exception>
    /// <exception cref="TransportException">The channel can't be used; the decision stands in the journal.</exception>
    /// <exception cref="OperationCanceledException">It was ended while it waited: it may or may not be published.</exception>
    public async Task<DecisionFate> PublishAsync(ApprovedSignal approved, Action<DecisionFate> tell, Action? recorded = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(approved);
        ArgumentNullException.ThrowIfNull(tell);
        var isRecorded = TryRecord(approved.Signal);
        recorded?.Invoke();
        DecisionFate fate;
        try
        {
            fate = !isRecorded ? new(DecisionFate.ConflictCode, "the journal holds this decision_id with other values", ReachedChannel: false)
                : publisher is null ? new(CycleCodes.NotPublished, string.Empty, ReachedChannel: false)
                : Fate(await publisher.PublishSignalAsync(approved, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            var reason = exception is OperationCanceledException ? "ended before the channel answered; it may be published" : exception.Message;
            tell(new(CycleCodes.PublishFailed, reason, ReachedChannel: true));
            throw;
        }

        tell(fate);
        return fate;
    }

    private static DecisionFate Fate(PublishResult result) => result switch
    {
        PublishResult.Published => new(CycleCodes.Published, string.Empty, ReachedChannel: true),
        PublishResult.Duplicate => new(CycleCodes.Duplicate, "published before with the same bytes", ReachedChannel: true),
        _ => new(DecisionFate.ConflictCode, "the channel holds this decision_id with other bytes", ReachedChannel: true),
    };
}
