namespace AgentBridge.Cli;

/// <summary>The result of a test suite.</summary>
/// <param name="Passed">How many tests passed.</param>
/// <param name="Failures">The tests that failed, by name, each with the first line of its message.</param>
/// <param name="Skipped">The tests that were skipped, by name, each with the reason.</param>
internal sealed record SuiteResult(int Passed, IReadOnlyList<string> Failures, IReadOnlyList<string> Skipped)
{
    private const int LongestLine = 300;

    /// <summary>No test at all.</summary>
    public static SuiteResult Nothing { get; } = new(0, [], []);

    /// <summary>Both.</summary>
    public SuiteResult And(SuiteResult other) => new(Passed + other.Passed, [.. Failures, .. other.Failures], [.. Skipped, .. other.Skipped]);

    /// <summary>A test and its message, on one line.</summary>
    /// <param name="name">The test.</param>
    /// <param name="message">Its whole message.</param>
    public static string Line(string? name, string? message)
    {
        var first = (message ?? string.Empty).Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? "no reason given";
        return $"{name}: {(first.Length <= LongestLine ? first : first[..LongestLine] + "…")}";
    }
}
