namespace AgentBridge.Cli;

/// <summary>
/// The skipped tests that a run allows. A developer's machine need not have everything; with CI=true a skipped test must be allowed by name.
/// </summary>
internal sealed class SkipRules(bool isCi, IReadOnlyList<string> allowed)
{
    /// <summary>The name for all tests that need the data beside the checkout, which only some machines have.</summary>
    public const string SharedData = "shared-data";

    // The skip reason of such a test.
    private const string SharedDataReason = ": needs " + SharedData + ":";
    private static readonly char[] Separators = ['.', ' ', '/'];

    /// <summary>The rules of a run.</summary>
    public static SkipRules Of(CliHost host, IReadOnlyList<string> allowed) =>
        new(host.Environment.TryGetValue("CI", out var value) && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase), allowed);

    /// <summary>The skipped tests that fail the run.</summary>
    /// <param name="skipped">Every skipped test: <c>name: reason</c>.</param>
    public IReadOnlyList<string> Refused(IEnumerable<string> skipped) => isCi ? [.. skipped.Where(line => !allowed.Any(name => Names(name, line)))] : [];

    // A test is named in full, or by any part of its name: a class, a method, a file, a release.
    private static bool Names(string allowed, string line)
    {
        if (string.Equals(allowed, SharedData, StringComparison.Ordinal))
        {
            return line.Contains(SharedDataReason, StringComparison.Ordinal);
        }

        // The text in brackets is a test's arguments, which may contain anything.
        var end = line.IndexOfAny(['(', '['], 0);
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        var name = end >= 0 && (colon < 0 || end < colon) ? line[..end] : colon < 0 ? line : line[..colon];
        return string.Equals(line, allowed, StringComparison.Ordinal)
            || line.StartsWith(allowed + ": ", StringComparison.Ordinal)
            || name.StartsWith(allowed + ".", StringComparison.Ordinal)
            || name.Split(Separators).Contains(allowed, StringComparer.Ordinal)
            || string.Equals(name, allowed, StringComparison.Ordinal);
    }
}
