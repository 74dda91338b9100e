namespace AgentBridge.Native;

/// <summary>A call from Python that can't be carried out. The message says what to do.</summary>
public sealed class NativeException : Exception
{
    /// <summary>An error with its status.</summary>
    /// <param name="status">What an entry point answers.</param>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="innerException">What caused it, if anything.</param>
    public NativeException(NativeStatus status, string message, Exception? innerException = null)
        : base(message, innerException) => Status = status;

    /// <summary>What an entry point answers.</summary>
    public NativeStatus Status { get; }
}
