namespace AgentBridge.Cli;

/// <summary>The end of a program that ran in place of this one.</summary>
/// <param name="ExitCode">Its own exit code.</param>
/// <param name="Terminated">Whether SIGTERM arrived meanwhile.</param>
/// <param name="Interrupted">Whether SIGINT arrived meanwhile.</param>
internal readonly record struct PassedProgram(int ExitCode, bool Terminated, bool Interrupted)
{
    /// <summary>
    /// The exit code if the program is a service: SIGTERM is its normal end (a supervisor would treat anything but 0 as a failure), an
    /// interruption is 130. A failure while stopping keeps its own code.
    /// </summary>
    public int AsService => ExitCode is not (ExitCodes.Success or ExitCodes.Interrupted or ExitCodes.Terminated) ? ExitCode
        : Terminated ? ExitCodes.Success
        : Interrupted ? ExitCodes.Interrupted
        : ExitCode;
}
