using System.Text;
using AgentBridge.Signals;

namespace AgentBridge.Engine;

/// <summary>
/// The assembly that each strategy of a journal folder last came from. A decision_id contains a strategy's name and version; if another
/// assembly decides under the same ones, there is a warning.
/// </summary>
public static class KnownAssemblies
{
    /// <summary>The file in the journal folder: a line for each change, name/version, a blank and the SHA-256.</summary>
    public const string FileName = "strategy_assemblies.txt";

    /// <summary>Notes that a strategy decides from now on.</summary>
    /// <param name="folder">The journal folder, which exists.</param>
    /// <param name="strategy">The strategy; one that is built in is not noted.</param>
    /// <param name="options">How the file reaches the disk.</param>
    /// <returns>A warning, once for each change; <see langword="null"/> where nothing changed.</returns>
    /// <exception cref="JournalException">The file can't be read or written.</exception>
    public static string? Note(string folder, Strategy strategy, JournalOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(strategy);
        if (strategy.Descriptor.Origin is not { } origin)
        {
            return null;
        }

        using var session = new AppendFile(Path.Combine(folder, FileName), options ?? JournalOptions.Default).OpenSession();
        var lines = session.Lines;
        var start = lines.LastLineStart();
        if (start < lines.Length)
        {
            lines.MoveToTorn(start);
        }

        var known = Encoding.UTF8.GetString(lines.ReadFrom(0)).Split('\n')
            .Select(line => line.Split(' '))
            .LastOrDefault(parts => parts.Length == 2 && string.Equals(parts[0], strategy.Name, StringComparison.Ordinal))?[1];
        if (string.Equals(known, origin.Sha256, StringComparison.Ordinal))
        {
            return null;
        }

        lines.Append(Encoding.UTF8.GetBytes($"{strategy.Name} {origin.Sha256}\n"), flush: true);
        return known is null
            ? null
            : $"strategy {strategy.Name} comes from another assembly than before (SHA-256 {origin.Sha256[..12]}…, previously {Shown(known)}: {origin.Path}); "
                + "if its decisions may have changed, give it a new version; otherwise one decision_id has two meanings";
    }

    private static string Shown(string sha256) => sha256.Length >= 12 && sha256.All(char.IsAsciiHexDigitLower) ? sha256[..12] + "…" : "unreadable";
}
