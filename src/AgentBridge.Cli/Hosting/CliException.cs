namespace AgentBridge.Cli;

/// <summary>A command can't do what was asked: one line for the user and an exit code.</summary>
public sealed class CliException : Exception
{
    /// <summary>An error for the user.</summary>
    /// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
    /// <param name="message">One line: what, where, and the remedy.</param>
    /// <param name="innerException">What caused it, if anything.</param>
    public CliException(int exitCode, string message, Exception? innerException = null)
        : base(message, innerException) => ExitCode = exitCode;

    /// <summary>The exit code.</summary>
    public int ExitCode { get; }
}
