namespace AgentBridge.Cli;

/// <summary>A command failed: one line for the user, and an exit code.</summary>
public sealed class CliException : Exception
{
    /// <summary>Creates an error for the user.</summary>
    /// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
    /// <param name="message">One line: what, where, and the remedy.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public CliException(int exitCode, string message, Exception? innerException = null)
        : base(message, innerException) => ExitCode = exitCode;

    /// <summary>The exit code.</summary>
    public int ExitCode { get; }
}
