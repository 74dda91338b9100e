namespace AgentBridge.Cli;

/// <summary>Writes lines to a stream that may be full, closed or not read: each costs its caller a bounded wait and never an exception.</summary>
internal sealed class PatientWriter(TextWriter writer, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private Task _writing = Task.CompletedTask;

    /// <summary>Writes a line.</summary>
    /// <returns>Why it was lost; <see langword="null"/> where it was not.</returns>
    public async Task<string?> WriteAsync(string line)
    {
        const string Stuck = "nobody reads it";
        if (!_writing.IsCompleted)
        {
            return Stuck;
        }

        // A pipe whose reader stands still blocks its writer for as long: that is to be a thread of its own.
        _writing = Task.Run(() =>
        {
            writer.WriteLine(line);
            writer.Flush();
        });
        try
        {
            await _writing.WaitAsync(Patience, clock);
            return null;
        }
        catch (TimeoutException)
        {
            return Stuck;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            return WriteFailure.Describe(exception) ?? "it is closed";
        }
    }
}
