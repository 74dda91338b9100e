using System.Text.RegularExpressions;

namespace AgentBridge.Cli;

/// <summary>Why dotnet did not pack, in one line.</summary>
internal static partial class PackFailure
{
    private const int MaxShown = 10;

    /// <summary>Reads the reason out of what dotnet printed. Incompatibilities with the baseline are listed on stderr first.</summary>
    public static CliException Of(IEnumerable<string> lines, CliHost host)
    {
        var errors = lines.Select(line => Error().Match(line)).Where(m => m.Success).Select(m => (Code: m.Groups["code"].Value, Text: m.Groups["text"].Value.Trim())).Distinct().ToList();
        var breaking = errors.FindAll(error => error.Code.StartsWith("CP", StringComparison.Ordinal));
        if (breaking.Count > 0)
        {
            foreach (var (code, text) in breaking.Take(MaxShown))
            {
                host.Error.WriteLine($"bridge: {code} {text}");
            }

            return new CliException(
                ExitCodes.CheckFailed,
                FormattableString.Invariant($"{breaking.Count} breaking changes against the packages in nupkg/baseline; restore what they name, or take a new baseline with --baseline where a release may break"));
        }

        var first = errors.FirstOrDefault();
        return first.Code?.StartsWith("NU1", StringComparison.Ordinal) == true
            ? new CliException(ExitCodes.Unavailable, $"dotnet can't restore the projects: {first.Code} {first.Text}")
            : new CliException(ExitCodes.CheckFailed, first.Code is null ? $"dotnet pack failed: {lines.LastOrDefault(line => line.Trim().Length > 0)}" : $"dotnet pack failed: {first.Code} {first.Text}");
    }

    [GeneratedRegex(@"\berror (?<code>[A-Z]+[0-9]+) ?: (?<text>.*?)(?: \[[^\]]*proj\])?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Error();
}
