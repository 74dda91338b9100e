using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace AgentBridge.Cli;

/// <summary>The processes below a process at one moment (Linux; empty elsewhere). Each is known by its start too, as ids are used again.</summary>
internal sealed class Descendants
{
    private readonly IReadOnlyList<(int Id, string Started)> _processes;

    private Descendants(IReadOnlyList<(int Id, string Started)> processes) => _processes = processes;

    public static Descendants Of(int processId)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new([]);
        }

        var children = Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Select(id => (Id: id, Stat: id == 0 ? null : Stat(id)))
            .Where(p => p.Stat is not null)
            .ToLookup(p => p.Stat!.Value.Parent, p => (p.Id, p.Stat!.Value.Started));
        var found = new List<(int Id, string Started)>();
        var open = new Stack<int>([processId]);
        while (open.TryPop(out var parent))
        {
            foreach (var child in children[parent])
            {
                found.Add(child);
                open.Push(child.Id);
            }
        }

        return new(found);
    }

    /// <summary>Kills those that are still running.</summary>
    public void Kill()
    {
        foreach (var (id, started) in _processes)
        {
            if (!string.Equals(Stat(id)?.Started, started, StringComparison.Ordinal))
            {
                continue;
            }

            try
            {
                using var process = Process.GetProcessById(id);
                process.Kill();
            }
            catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception)
            {
                // It has ended meanwhile.
            }
        }
    }

    private static (int Parent, string Started)? Stat(int id)
    {
        try
        {
            // The name, in brackets, may hold anything; the state, the parent and (20th from there) the start follow it.
            var text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (int.Parse(fields[1], CultureInfo.InvariantCulture), fields[19]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
