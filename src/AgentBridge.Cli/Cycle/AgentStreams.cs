using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>
/// The two streams of an agent, shared by its pairs: results on stdout, messages on stderr, each with the time. If a stream accepts no lines,
/// the lines are lost, but the agent continues.
/// </summary>
/// <param name="host">The program's environment: streams, variables, clock.</param>
/// <param name="withLevels">Whether lines begin with time and level (<c>agent</c>), not with <c>bridge:</c> and time (<c>run-cycle --loop</c>).</param>
/// <threadsafety>Any number of threads; every line is written whole.</threadsafety>
internal sealed class AgentStreams(CliHost host, bool withLevels = false)
{
    private readonly Lock _lock = new();
    private readonly BestEffortWriter _out = new(EscapingWriter.Unwrap(host.Out), host.OutputProblem);
    private readonly BestEffortWriter _error = new(EscapingWriter.Unwrap(host.Error), host.ErrorProblem);
    private bool _outputIsLost;
    private bool _channelIsLost;

    /// <summary>The least important lines that are printed.</summary>
    public AgentLogLevel LeastLevel { get; set; } = AgentLogLevel.Debug;

    /// <summary>Prints the line of a result.</summary>
    public void Result(string line) => Write(VisibleText.Of(line));

    /// <summary>Prints the line of a result with its time and level.</summary>
    /// <param name="level">From which level of the log on it is shown.</param>
    /// <param name="at">When the cycle ended, by the wall clock.</param>
    /// <param name="line">The result.</param>
    public void Result(AgentLogLevel level, DateTimeOffset at, string line)
    {
        if (level >= LeastLevel)
        {
            Write(Levelled(level, at, line, host.IsOutputTerminal));
        }
    }

    private void Write(string line)
    {
        lock (_lock)
        {
            var lost = _out.Write(line);
            if (lost is not null && !_outputIsLost)
            {
                Message(AgentLogLevel.Error, $"stdout accepts no more lines ({lost}): they are lost; the agent continues to decide and publish");
            }

            _outputIsLost = lost is not null;
        }
    }

    /// <summary>Prints a message.</summary>
    /// <param name="level">From which level of the log on it is shown.</param>
    /// <param name="message">One line.</param>
    public void Message(AgentLogLevel level, string message)
    {
        if (level < LeastLevel)
        {
            return;
        }

        var now = host.Clock.GetUtcNow();
        lock (_lock)
        {
            _ = _error.Write(withLevels ? Levelled(level, now, message, host.IsTerminal) : $"bridge: {SignalTimestamp.ToText(now)} {VisibleText.Of(message)}");
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
            Message(problem is null ? AgentLogLevel.Info : AgentLogLevel.Warn, problem is null ? "the channel is back, publishing again" : $"the channel can't be used: {problem}; retrying");
        }
    }

    private string Levelled(AgentLogLevel level, DateTimeOffset at, string text, bool isTerminal)
    {
        var (name, colour) = level switch
        {
            AgentLogLevel.Debug => ("debug", 90),
            AgentLogLevel.Info => ("info ", 36),
            AgentLogLevel.Warn => ("warn ", 33),
            _ => ("error", 31),
        };
        var shown = isTerminal && host.Colours ? FormattableString.Invariant($"\u001b[{colour}m{name}\u001b[0m") : name;
        return $"{SignalTimestamp.ToText(at)} {shown} {VisibleText.Of(text)}";
    }
}
