namespace AgentBridge.Schema;

/// <summary>A transport can't be used right now: down, stalled, full, wrong password, folder gone. Nothing is known to have been published.</summary>
public sealed class TransportException : Exception
{
    /// <summary>Creates an error of a transport.</summary>
    /// <param name="message">One line: the place (never a secret), what happened, the remedy.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public TransportException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
