namespace AgentBridge.Cli;

/// <summary>The operating system's refusals to write, as one line with the remedy.</summary>
internal static class WriteFailure
{
    private const int NoSpace = 28;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>What happened; <see langword="null"/> if the exception is not a write failure.</summary>
    public static string? Describe(Exception exception) => exception switch
    {
        // A file over the process's size limit raises this exception.
        ArgumentOutOfRangeException { ParamName: "value" } => "a file has reached the allowed size; raise the limit (ulimit -f) or name another place",
        IOException { HResult: NoSpace or WindowsDiskFull } => $"the disk is full ({OneLine(exception)}); free space and start again",
        IOException or UnauthorizedAccessException => OneLine(exception),
        _ => null,
    };

    private static string OneLine(Exception exception) => exception.Message.ReplaceLineEndings(" ").TrimEnd('.');
}
