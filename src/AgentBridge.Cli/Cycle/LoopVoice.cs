using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>
/// What the agent says of its cycles: results on stdout, messages on stderr, each with the time. A failure is said once for as long as it
/// lasts. A stream that takes no lines costs the lines, never the agent.
/// </summary>
internal sealed class LoopVoice(CliHost host)
{
    // A server that makes up a new error for every request is not to fill a disk.
    private const int MostReasons = 20;

    private readonly PatientWriter _out = new(host.Out, host.OutputProblem);
    private readonly PatientWriter _error = new(host.Error, host.ErrorProblem);
    private readonly HashSet<string> _reasons = new(StringComparer.Ordinal);
    private bool _outputIsLost;

    /// <summary>A result's line.</summary>
    public void Show(string line)
    {
        var lost = _out.Write(line);
        if (lost is not null && !_outputIsLost)
        {
            Say($"stdout takes no more lines ({lost}): they are lost; the agent goes on deciding and publishing");
        }

        _outputIsLost = lost is not null;
    }

    /// <summary>A failure, and what is done about it.</summary>
    /// <param name="reason">What failed.</param>
    /// <param name="next">What the agent does about it.</param>
    /// <param name="isEvent">Whether the same reason with other numbers in it is another event.</param>
    public void Failed(string reason, string next, bool isEvent = false)
    {
        // The same failure with another time or port in it is the same failure.
        var kind = isEvent ? reason : string.Concat(reason.Where(character => !char.IsAsciiDigit(character)));
        if (_reasons.Count < MostReasons && _reasons.Add(kind))
        {
            Say($"{reason}; {next}{(_reasons.Count == MostReasons ? "; further reasons are not said until it works again" : string.Empty)}");
        }
    }

    /// <summary>A cycle went well.</summary>
    public void Works()
    {
        if (_reasons.Count > 0)
        {
            _reasons.Clear();
            Say("working again");
        }
    }

    /// <summary>A message.</summary>
    public void Say(string message) => _ = _error.Write($"bridge: {SignalTimestamp.ToText(host.Clock.GetUtcNow())} {message}");
}
