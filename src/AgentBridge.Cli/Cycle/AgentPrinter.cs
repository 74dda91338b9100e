using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>
/// Prints the agent's cycles: results on stdout, messages on stderr, each with the time. A failure is printed once while it
/// lasts. If a stream accepts no lines, the lines are lost, but the agent continues.
/// </summary>
internal sealed class AgentPrinter(CliHost host)
{
    // A server with a new error text for every request must not fill a disk.
    private const int MostReasons = 20;

    private readonly PatientWriter _out = new(host.Out, host.OutputProblem);
    private readonly PatientWriter _error = new(host.Error, host.ErrorProblem);
    private readonly HashSet<string> _reasons = new(StringComparer.Ordinal);
    private bool _outputIsLost;

    /// <summary>Prints the line of a result.</summary>
    public void Result(string line)
    {
        var lost = _out.Write(line);
        if (lost is not null && !_outputIsLost)
        {
            Message($"stdout accepts no more lines ({lost}): they are lost; the agent continues to decide and publish");
        }

        _outputIsLost = lost is not null;
    }

    /// <summary>Prints a failure and the agent's reaction.</summary>
    /// <param name="reason">What failed.</param>
    /// <param name="next">The agent's reaction.</param>
    /// <param name="isEvent">Whether the same reason with other numbers in it is another event.</param>
    public void Failed(string reason, string next, bool isEvent = false)
    {
        // The same failure with another time or port in it is the same failure.
        var kind = isEvent ? reason : string.Concat(reason.Where(character => !char.IsAsciiDigit(character)));
        if (_reasons.Count < MostReasons && _reasons.Add(kind))
        {
            Message($"{reason}; {next}{(_reasons.Count == MostReasons ? "; further reasons are not printed until it works again" : string.Empty)}");
        }
    }

    /// <summary>Notes a successful cycle.</summary>
    public void Recovered()
    {
        if (_reasons.Count > 0)
        {
            _reasons.Clear();
            Message("working again");
        }
    }

    /// <summary>Prints a message.</summary>
    public void Message(string message) => _ = _error.Write($"bridge: {SignalTimestamp.ToText(host.Clock.GetUtcNow())} {message}");
}
