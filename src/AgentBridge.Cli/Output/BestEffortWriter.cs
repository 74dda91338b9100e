namespace AgentBridge.Cli;

/// <summary>Writes lines to a stream that may be full, closed or not read: each costs its caller a bounded wait and never an exception.</summary>
/// <param name="writer">The stream.</param>
/// <param name="problem">Returns why the stream accepts no line; waits for the given time.</param>
internal sealed class BestEffortWriter(TextWriter writer, Func<TimeSpan, string?> problem)
{
    // A slow reader gets this long, once.
    private static readonly TimeSpan WaitForReader = TimeSpan.FromSeconds(2);

    private bool _isLost;

    /// <summary>Writes a line.</summary>
    /// <returns>Why it was lost; <see langword="null"/> where it was not.</returns>
    public string? Write(string line)
    {
        var lost = problem(_isLost ? TimeSpan.Zero : WaitForReader) ?? TryWrite(line);
        _isLost = lost is not null;
        return lost;
    }

    private string? TryWrite(string line)
    {
        try
        {
            writer.WriteLine(line);
            writer.Flush();
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            return WriteFailure.Describe(exception) ?? "it is closed";
        }
    }
}
