namespace AgentBridge.Native;

/// <summary>A call from Python that failed. The message includes the remedy.</summary>
public sealed class NativeException : Exception
{
    /// <summary>Creates an error with a status.</summary>
    /// <param name="status">The status that an entry point returns.</param>
    /// <param name="message">The problem and the remedy.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public NativeException(NativeStatus status, string message, Exception? innerException = null)
        : base(message, innerException) => Status = status;

    /// <summary>The status that an entry point returns.</summary>
    public NativeStatus Status { get; }
}
