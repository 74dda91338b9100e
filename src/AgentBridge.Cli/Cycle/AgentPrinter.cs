using AgentBridge.Engine;

namespace AgentBridge.Cli;

/// <summary>Prints the cycles of one pair of the agent. A failure is printed once while it lasts.</summary>
/// <param name="streams">Where the lines go.</param>
/// <param name="pair">The pair, if the agent has several; <see langword="null"/> if it has one.</param>
internal sealed class AgentPrinter(AgentStreams streams, string? pair)
{
    // A server with a new error text for every request must not fill a disk.
    private const int MostReasons = 20;

    private readonly HashSet<string> _reasons = new(StringComparer.Ordinal);

    /// <summary>Prints the line of a result; it names its pair.</summary>
    public void Result(string line) => streams.Result(line);

    /// <summary>Prints a failure and the agent's reaction.</summary>
    /// <param name="reason">What failed.</param>
    /// <param name="next">The agent's reaction.</param>
    /// <param name="level">How important it is.</param>
    /// <param name="isEvent">Whether the same reason with other numbers in it is another event.</param>
    public void Failed(string reason, string next, AgentLogLevel level = AgentLogLevel.Warn, bool isEvent = false)
    {
        // The same failure with another time or port in it is the same failure.
        var kind = isEvent ? reason : string.Concat(reason.Where(character => !char.IsAsciiDigit(character)));
        if (_reasons.Count < MostReasons && _reasons.Add(kind))
        {
            OfPair(level, $"{reason}; {next}{(_reasons.Count == MostReasons ? "; further reasons are not printed until it works again" : string.Empty)}");
        }
    }

    /// <summary>Notes a successful cycle.</summary>
    public void Recovered()
    {
        if (_reasons.Count > 0)
        {
            _reasons.Clear();
            OfPair(AgentLogLevel.Info, "working again");
        }
    }

    /// <summary>Prints a message that names its pair, or belongs to none.</summary>
    public void Message(string message, AgentLogLevel level = AgentLogLevel.Info) => streams.Message(level, message);

    /// <summary>Prints whether the channel can be used, when that changes.</summary>
    /// <param name="problem">Why not; <see langword="null"/> if it can.</param>
    public void Channel(string? problem) => streams.Channel(problem);

    private void OfPair(AgentLogLevel level, string message) => Message(pair is null ? message : $"{pair}: {message}", level);
}
