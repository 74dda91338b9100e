using System.Collections.Immutable;

namespace AgentBridge.Schema;

/// <summary>Options are invalid. One line for each error: option, value, range, meaning, remedy; secrets are masked.</summary>
public sealed class OptionsException : ArgumentException
{
    /// <summary>Errors found together.</summary>
    /// <param name="place">The owner of the options, such as <c>paper</c>; empty if the names are enough.</param>
    /// <param name="problems">The errors, at least one.</param>
    public OptionsException(string place, IEnumerable<OptionProblem> problems)
        : this(place, [.. problems])
    {
    }

    private OptionsException(string place, ImmutableArray<OptionProblem> problems)
        : base(string.Join('\n', problems.Select(p => Line(place, p.ToString()))))
    {
        Place = place;
        Problems = problems;
    }

    /// <summary>The owner of the options.</summary>
    public string Place { get; }

    /// <summary>The errors.</summary>
    public ImmutableArray<OptionProblem> Problems { get; }

    /// <summary>A line that already contains the owner's name does not repeat it.</summary>
    private static string Line(string place, string error) =>
        place.Length == 0 || error.Contains($": {place} has ", StringComparison.Ordinal) ? error : $"{place}: {error}";
}
