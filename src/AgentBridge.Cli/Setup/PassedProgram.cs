namespace AgentBridge.Cli;

/// <summary>How a program that was run in our place has ended.</summary>
/// <param name="ExitCode">Its own exit code.</param>
/// <param name="Terminated">Whether SIGTERM came meanwhile.</param>
/// <param name="Interrupted">Whether SIGINT came meanwhile.</param>
internal readonly record struct PassedProgram(int ExitCode, bool Terminated, bool Interrupted)
{
    /// <summary>
    /// The exit code where the program is a service: to be told to end is its ordinary end (a supervisor would call anything but 0 a failure), an
    /// interruption is one. An end that went wrong keeps the code that says so.
    /// </summary>
    public int AsService => ExitCode is not (ExitCodes.Success or ExitCodes.Interrupted or ExitCodes.Terminated) ? ExitCode
        : Terminated ? ExitCodes.Success
        : Interrupted ? ExitCodes.Interrupted
        : ExitCode;
}
