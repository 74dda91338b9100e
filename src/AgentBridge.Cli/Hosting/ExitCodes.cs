namespace AgentBridge.Cli;

/// <summary>The exit codes of the process. Stable: scripts rely on them.</summary>
public static class ExitCodes
{
    /// <summary>Success.</summary>
    public const int Success = 0;

    /// <summary>A check failed, a signal was denied, a gate did not pass, there was no fresh signal, a decision conflicts.</summary>
    public const int CheckFailed = 1;

    /// <summary>Bad usage or configuration, or a file that is missing, unreadable or has the wrong content.</summary>
    public const int Usage = 2;

    /// <summary>A service or place can't be used: Redis down or stalled, disk full, network, folder not writable.</summary>
    public const int Unavailable = 3;

    /// <summary>A bug of the program.</summary>
    public const int Bug = 70;

    /// <summary>The exit code of a program ended by SIGTERM; never returned by this one.</summary>
    internal const int Terminated = 143;

    /// <summary>Interrupted.</summary>
    public const int Interrupted = 130;
}
