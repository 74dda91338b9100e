namespace AgentBridge.Schema;

/// <summary>A source of published signals.</summary>
public interface ISignalSource
{
    /// <summary>
    /// The newest valid signal of a symbol whose age is within the limit: −5 s ≤ now − timestamp ≤ maxAgeSec, both included.
    /// Everything else is skipped and counted, never thrown. Of messages with one decision_id and different values the first published
    /// counts (DECISION_CONFLICT).
    /// </summary>
    /// <param name="symbol">The pair, such as <c>BTC/USDT</c>.</param>
    /// <param name="maxAgeSec">The maximum age in seconds, ≥ 0.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TransportException">The transport can't be used.</exception>
    Task<FetchResult> FetchLatestSignalAsync(string symbol, int maxAgeSec = 600, CancellationToken cancellationToken = default);
}

/// <summary>The result of a fetch.</summary>
/// <param name="Signal">The newest fresh signal; <see langword="null"/> if there is none.</param>
/// <param name="Skipped">The messages that were skipped.</param>
public sealed record FetchResult(TradingSignal? Signal, SkippedMessages Skipped)
{
    /// <summary>A decision_id that occurs with different values, if there is one: that of the latest conflicting message.</summary>
    public Guid? ConflictOf { get; init; }
}

/// <summary>Messages that a fetch skipped, by reason; each counts once.</summary>
/// <param name="Malformed">Not a valid signal.</param>
/// <param name="OtherSymbol">A valid signal of another symbol.</param>
/// <param name="Stale">Older than the limit.</param>
/// <param name="Future">More than 5 s ahead of the clock.</param>
/// <param name="TooLarge">Over 4,096 bytes.</param>
/// <param name="Conflicting">A valid signal, but its decision_id was published before with other values (DECISION_CONFLICT).</param>
public readonly record struct SkippedMessages(int Malformed, int OtherSymbol, int Stale, int Future, int TooLarge, int Conflicting = 0);
