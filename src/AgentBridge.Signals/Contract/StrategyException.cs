using System.Collections.Immutable;

namespace AgentBridge.Signals;

/// <summary>A strategy, its options or its requirements are invalid. One line for each error: setting, value, range and remedy.</summary>
public sealed class StrategyException : Exception
{
    /// <summary>One error.</summary>
    /// <param name="error">One line: setting, value, range and remedy.</param>
    public StrategyException(string error)
        : this([error])
    {
    }

    /// <summary>Errors found together.</summary>
    /// <param name="errors">The lines, at least one.</param>
    public StrategyException(IEnumerable<string> errors)
        : this([.. errors])
    {
    }

    private StrategyException(ImmutableArray<string> errors)
        : base(string.Join('\n', errors)) => Errors = errors;

    /// <summary>The cause of a single error, one of <see cref="StrategyCodes"/>; <see langword="null"/> if the line is complete without one.</summary>
    public string? Code { get; init; }

    /// <summary>The lines.</summary>
    public ImmutableArray<string> Errors { get; }
}
