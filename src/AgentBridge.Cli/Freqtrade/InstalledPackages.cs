using System.Globalization;
using System.Text.RegularExpressions;

namespace AgentBridge.Cli;

/// <summary>
/// Checks the packages of an environment against their own records: every file in the record exists and has its size. Reads no
/// Python and starts none, so it is quick enough for every start.
/// </summary>
internal sealed partial class InstalledPackages
{
    private const string Suffix = ".dist-info";

    private readonly string _folder;
    private readonly Dictionary<string, string> _records;

    private InstalledPackages(string folder) =>
        (_folder, _records) = (folder, Directory.EnumerateDirectories(folder, "*" + Suffix).ToDictionary(path => Path.GetFileName(path)[..^Suffix.Length], StringComparer.Ordinal));

    /// <summary>Those of an environment; <see langword="null"/> where it has no place for packages yet.</summary>
    public static InstalledPackages? Of(FreqtradeEnvironment environment)
    {
        var libraries = Path.Combine(environment.Folder, "lib");
        var folder = Directory.Exists(libraries)
            ? Directory.EnumerateDirectories(libraries, "python*").Select(p => Path.Combine(p, "site-packages")).FirstOrDefault(Directory.Exists)
            : null;
        return folder is null ? null : new(folder);
    }

    /// <summary>The first defect, in words; <see langword="null"/> if there is none.</summary>
    /// <param name="list">The lines of the pinned list.</param>
    public string? Problem(IEnumerable<string> list)
    {
        foreach (var record in _records)
        {
            if (Damage(record.Value) is { } damage)
            {
                return $"{record.Key}: {damage}";
            }
        }

        var present = _records.Keys.Select(Normal).ToHashSet(StringComparer.Ordinal);
        return list.FirstOrDefault(line => line.Contains("==", StringComparison.Ordinal) && !present.Contains(Normal(line.Trim().Replace("==", "-", StringComparison.Ordinal)))) is { } missing
            ? $"{missing.Trim()} is missing"
            : null;
    }

    /// <summary>Whether a package exists and is complete.</summary>
    public bool Has(string name) => _records.Any(r => Normal(r.Key).StartsWith(Normal(name) + "-", StringComparison.Ordinal) && Damage(r.Value) is null);

    /// <summary>Removes the records of a damaged package and the remains of an interrupted install, so that the next install restores it.</summary>
    public void ForgetDamaged()
    {
        foreach (var folder in _records.Values.Where(folder => Damage(folder) is not null).Concat(Directory.EnumerateDirectories(_folder, "~*")))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private string? Damage(string folder)
    {
        var record = Path.Combine(folder, "RECORD");
        if (!File.Exists(record))
        {
            return "its install was cut off";
        }

        foreach (var line in File.ReadLines(record))
        {
            // path,hash,size: files that Python generates have neither hash nor size, and are generated again.
            var match = RecordLine().Match(line);
            if (!match.Success || match.Groups["path"].Value.Contains("__pycache__", StringComparison.Ordinal))
            {
                continue;
            }

            var file = new FileInfo(Path.Combine(_folder, match.Groups["path"].Value.Replace("\"\"", "\"", StringComparison.Ordinal)));
            if (!file.Exists)
            {
                return $"{match.Groups["path"].Value} is missing";
            }

            if (file.Length != long.Parse(match.Groups["size"].Value, CultureInfo.InvariantCulture))
            {
                return $"{match.Groups["path"].Value} is not what was installed";
            }
        }

        return null;
    }

    /// <summary>A normalised name and version: case, dots, dashes and underscores do not matter.</summary>
    private static string Normal(string name) => Separators().Replace(name, "-").ToUpperInvariant();

    [GeneratedRegex("[-_.]+", RegexOptions.None, 60_000)]
    private static partial Regex Separators();

    [GeneratedRegex("^(?<quote>\"?)(?<path>.+)\\k<quote>,[^,]+,(?<size>[0-9]{1,15})$", RegexOptions.None, 60_000)]
    private static partial Regex RecordLine();
}
