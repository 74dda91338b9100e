using System.Globalization;
using AgentBridge.Market;

namespace AgentBridge.Engine.FileChannel;

/// <summary>One day's file of the channel, and the names of everything in its folder.</summary>
internal readonly record struct DayFile(DateOnly Day, string Path)
{
    private const string Prefix = "signals-";
    private const string Suffix = ".jsonl";
    private const string DayFormat = "yyyyMMdd";

    /// <summary>Where the bytes of a torn last line go (<see cref="LineFile.MoveToTorn"/>).</summary>
    public string TornPath => Path + ".torn";

    /// <summary>The temporary file that replaces the day's file. Readers ignore it.</summary>
    public string TempPath => Path + ".tmp";

    public static string LockPath(string folder) => System.IO.Path.Combine(folder, ".lock");

    public static DayFile Of(string folder, DateTimeOffset timestamp)
    {
        var day = DateOnly.FromDateTime(timestamp.UtcDateTime);
        return new DayFile(day, System.IO.Path.Combine(folder, Prefix + day.ToString(DayFormat, CultureInfo.InvariantCulture) + Suffix));
    }

    /// <summary>
    /// The days of a folder up to the last one that can hold decisions, newest first; other files are skipped. A later day
    /// can't have decisions: such a name must neither displace today's nor count among the kept lines.
    /// Nor is a pipe or a device under such a name a day: opening it may block forever.
    /// </summary>
    public static List<DayFile> NewestFirst(IJournalDisk disk, string folder, DateTimeOffset last)
    {
        var lastDay = DateOnly.FromDateTime(last.UtcDateTime);
        var days = new List<DayFile>();
        foreach (var path in disk.List(folder, Prefix + "*" + Suffix))
        {
            if (TryReadDay(System.IO.Path.GetFileName(path.AsSpan()), out var day) && day <= lastDay && InputFile.Problem(path) is null)
            {
                days.Add(new DayFile(day, path));
            }
        }

        days.Sort(static (left, right) => right.Day.CompareTo(left.Day));
        return days;
    }

    /// <summary>Removes the day and its side files; the signals last, so that a crash leaves no side file without its day.</summary>
    public void Delete(IJournalDisk disk)
    {
        disk.Delete(TornPath);
        disk.Delete(TempPath);
        disk.Delete(Path);
    }

    private static bool TryReadDay(ReadOnlySpan<char> name, out DateOnly day)
    {
        day = default;
        return name.Length == Prefix.Length + DayFormat.Length + Suffix.Length
            && DateOnly.TryParseExact(name.Slice(Prefix.Length, DayFormat.Length), DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
    }
}
