namespace AgentBridge.Schema;

/// <summary>The destination of approved signals: a Redis list, a file channel, memory.</summary>
public interface ISignalPublisher
{
    /// <summary>
    /// Publishes a signal's canonical bytes. Idempotent by decision_id: the same decision with the same bytes changes nothing,
    /// with other bytes it is refused and changes nothing.
    /// </summary>
    /// <param name="signal">The signal that the gate approved.</param>
    /// <param name="cancellationToken">Ends the wait; the signal may still be published.</param>
    /// <exception cref="TransportException">The transport can't be used.</exception>
    Task<PublishResult> PublishSignalAsync(ApprovedSignal signal, CancellationToken cancellationToken = default);
}

/// <summary>The outcome of a publication.</summary>
public enum PublishResult
{
    /// <summary>Not known; treat as not published.</summary>
    Unspecified = 0,

    /// <summary>Readers can see it now.</summary>
    Published = 1,

    /// <summary>The same decision with the same bytes was there already; nothing changed.</summary>
    Duplicate = 2,

    /// <summary>The decision was there with other bytes (DECISION_CONFLICT); nothing changed.</summary>
    Conflict = 3,
}
