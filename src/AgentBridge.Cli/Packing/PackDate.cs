using System.Globalization;

namespace AgentBridge.Cli;

/// <summary>
/// The date of the files in packages and wheels. It is not the time of packing, so that equal sources make equal bytes: SOURCE_DATE_EPOCH if it is set
/// (reproducible-builds.org), otherwise the time of the commit.
/// </summary>
internal static class PackDate
{
    /// <summary>The variable that NuGet and the wheel's build back end read.</summary>
    public const string Variable = "SOURCE_DATE_EPOCH";

    /// <summary>1980-01-01, where the dates of zip files begin.</summary>
    private const long Least = 315_532_800;

    /// <summary>2107-01-01, before which they end.</summary>
    private const long Greatest = 4_323_369_599;

    /// <summary>The variable for the programs that pack; empty where neither it nor a commit says a date, and they use a fixed one.</summary>
    /// <exception cref="CliException">SOURCE_DATE_EPOCH is set to something else than a date.</exception>
    public static async Task<IReadOnlyDictionary<string, string>> EnvironmentAsync(string root, CliHost host, CancellationToken cancellationToken)
    {
        if (host.Environment.TryGetValue(Variable, out var given) && given.Length > 0)
        {
            return IsDate(given) ? Named(given) : throw new CliException(
                ExitCodes.Usage, FormattableString.Invariant($"{Variable}={given}: expected a whole number from {Least} to {Greatest} (seconds since 1970); unset it for the date of the commit"));
        }

        return await CommitAsync(root, host, cancellationToken) is { } commit && IsDate(commit) ? Named(commit) : new Dictionary<string, string>(StringComparer.Ordinal);
    }

    private static bool IsDate(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= Least and <= Greatest;

    private static Dictionary<string, string> Named(string value) => new(StringComparer.Ordinal) { [Variable] = value };

    private static async Task<string?> CommitAsync(string root, CliHost host, CancellationToken cancellationToken)
    {
        if (!Path.Exists(Path.Combine(root, ".git")) || Executables.Find("git", host.SearchPath) is not { } git)
        {
            return null;
        }

        var lines = new List<string>();
        var code = await Tools.RunAsync(git, ["-c", $"safe.directory={root}", "log", "-1", "--format=%ct"], root, lines.Add, cancellationToken);
        return code == 0 && lines.Count > 0 ? lines[^1] : null;
    }
}
