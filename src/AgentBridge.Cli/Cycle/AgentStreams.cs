using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>
/// The two streams of an agent, shared by its pairs: results on stdout, messages on stderr, each with the time. If a stream accepts no lines,
/// the lines are lost, but the agent continues.
/// </summary>
/// <threadsafety>Any number of threads; every line is written whole.</threadsafety>
internal sealed class AgentStreams(CliHost host)
{
    private readonly Lock _lock = new();
    private readonly PatientWriter _out = new(host.Out, host.OutputProblem);
    private readonly PatientWriter _error = new(host.Error, host.ErrorProblem);
    private bool _outputIsLost;
    private bool _channelIsLost;

    /// <summary>Prints the line of a result.</summary>
    public void Result(string line)
    {
        lock (_lock)
        {
            var lost = _out.Write(line);
            if (lost is not null && !_outputIsLost)
            {
                Message($"stdout accepts no more lines ({lost}): they are lost; the agent continues to decide and publish");
            }

            _outputIsLost = lost is not null;
        }
    }

    /// <summary>Prints a message.</summary>
    public void Message(string message)
    {
        lock (_lock)
        {
            _ = _error.Write($"bridge: {SignalTimestamp.ToText(host.Clock.GetUtcNow())} {message}");
        }
    }

    /// <summary>Prints whether the channel, which all pairs publish to, can be used: when that changes, whichever pair notices.</summary>
    /// <param name="problem">Why it can't be used; <see langword="null"/> if it can.</param>
    public void Channel(string? problem)
    {
        lock (_lock)
        {
            if (_channelIsLost == problem is not null)
            {
                return;
            }

            _channelIsLost = problem is not null;
            Message(problem is null ? "the channel is back, publishing again" : $"the channel can't be used: {problem}; retrying");
        }
    }
}
