using System.Buffers;
using System.Globalization;

namespace AgentBridge.Engine;

/// <summary>
/// The action log: what each run did and why, one JSON object per line, one file per UTC day (<c>actions-YYYYMMDD.jsonl</c>), the newest
/// <see cref="KeptFiles"/> kept. Each line is written whole in one write. Safe for several threads and processes.
/// </summary>
public sealed class ActionLog
{
    /// <summary>The number of daily files that are kept.</summary>
    public const int KeptFiles = 30;

    // Even a complete line has only a few thousand bytes.
    private const int LongestLine = 1 << 20;

    private const string Pattern = "actions-????????.jsonl";

    private readonly string _folder;
    private readonly ActionOrigin _origin;
    private readonly SecretMask _mask;
    private readonly JournalOptions _options;
    private readonly Lock _gate = new();
    private readonly ArrayBufferWriter<byte> _line = new(1024);
    private AppendFile? _today;

    private ActionLog(string folder, ActionOrigin origin, SecretMask mask, JournalOptions options)
    {
        (_folder, _origin, _mask, _options) = (folder, origin, mask, options);
        JournalOptions.Model.Check(options).Disk.CreateFolder(folder);
        if (Days() is [.., var newest])
        {
            using var session = new AppendFile(newest, options).OpenSession();
            Repair = RepairEnd(session);
        }

        DropOld();
    }

    /// <summary>The repair of the newest file's last line on opening.</summary>
    public JournalRepair Repair { get; }

    /// <summary>Opens the log of a folder; creates a missing folder, repairs a torn last line, removes files beyond the kept ones.</summary>
    /// <param name="folder">The journal folder, such as <c>decision_logs</c>.</param>
    /// <param name="origin">The writer.</param>
    /// <param name="mask">The secrets that no line may hold.</param>
    /// <exception cref="JournalException">The folder can't be used.</exception>
    public static ActionLog Open(string folder, ActionOrigin origin, SecretMask mask) => Open(folder, origin, mask, JournalOptions.Default);

    /// <inheritdoc cref="Open(string, ActionOrigin, SecretMask)"/>
    /// <param name="folder">The journal folder, such as <c>decision_logs</c>.</param>
    /// <param name="origin">The writer.</param>
    /// <param name="mask">The secrets that no line may hold.</param>
    /// <param name="options">Disk, clock and waits.</param>
    public static ActionLog Open(string folder, ActionOrigin origin, SecretMask mask, JournalOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(options);
        var log = options.Watch(() => new ActionLog(folder, origin, mask, options));
        options.NoteOpened(folder, log.Repair);
        return log;
    }

    /// <summary>The lines of a folder's action log selected by <paramref name="keep"/>; unreadable lines are counted and skipped. Writes nothing.</summary>
    /// <param name="folder">The journal folder, such as <c>decision_logs</c>.</param>
    /// <param name="keep">Selects lines; <see langword="null"/> for all.</param>
    /// <exception cref="JournalException">A file can't be read.</exception>
    public static ActionLogContent Read(string folder, Predicate<ActionRecord>? keep)
    {
        var records = new List<ActionRecord>();
        var malformed = 0;
        foreach (var path in Files(folder, PhysicalDisk.Instance))
        {
            using var file = PhysicalDisk.Instance.OpenRead(path);
            var lines = file is null ? null : new ForwardLines(file, LongestLine);
            while (lines is not null && lines.TryRead(out var line, out var isTooLong))
            {
                if (isTooLong || ActionJson.Read(line) is not { } record)
                {
                    malformed++;
                }
                else if (keep is null || keep(record))
                {
                    records.Add(record);
                }
            }
        }

        return new ActionLogContent(records, malformed);
    }

    /// <summary>Appends a line.</summary>
    /// <param name="entry">What was done; time and origin are added.</param>
    /// <param name="flush">Whether to return only when the line has reached the device: yes for decisions and denials, no for quiet cycles.</param>
    /// <exception cref="JournalException">The line could not be written; the file is unchanged, or the next append repairs it.</exception>
    public void Append(ActionEntry entry, bool flush)
    {
        ArgumentNullException.ThrowIfNull(entry);
        _ = _options.Watch(() => Write(entry, flush));
    }

    private bool Write(ActionEntry entry, bool flush)
    {
        lock (_gate)
        {
            var now = _options.Clock.GetUtcNow();
            _line.ResetWrittenCount();
            ActionJson.Write(_line, new ActionRecord(now, _origin, entry), _mask);
            using var session = Today(now).OpenSession();
            RepairEnd(session);
            session.Lines.Append(_line.WrittenSpan, flush);
            return true;
        }
    }

    /// <summary>The daily files up to tomorrow. A name without a date, or of a later day, is not ours and does not count among the kept ones.</summary>
    private List<string> Days()
    {
        var last = DateOnly.FromDateTime(_options.Clock.GetUtcNow().UtcDateTime).AddDays(1);
        return [.. Files(_folder, _options.Disk).Where(path => DayOf(path) is { } day && day <= last)];

        static DateOnly? DayOf(string path) =>
            DateOnly.TryParseExact(Path.GetFileName(path).AsSpan()["actions-".Length..^".jsonl".Length], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
    }

    private static IReadOnlyList<string> Files(string folder, IJournalDisk disk) => disk.List(folder, Pattern);

    private static JournalRepair RepairEnd(AppendSession session)
    {
        var start = session.Lines.LastLineStart();
        if (start == session.Lines.Length)
        {
            return JournalRepair.None;
        }

        if (session.Lines.Length - start > LongestLine || ActionJson.Read(session.Lines.ReadFrom(start)) is null)
        {
            session.Lines.MoveToTorn(start);
            return JournalRepair.MovedToTorn;
        }

        session.Lines.FinishLine();
        return JournalRepair.Finished;
    }

    private AppendFile Today(DateTimeOffset now)
    {
        var name = "actions-" + now.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture) + ".jsonl";
        var path = Path.Combine(_folder, name);
        if (_today is null || !string.Equals(_today.Path, path, StringComparison.Ordinal))
        {
            _today = new AppendFile(path, _options);
            using (_today.OpenSession())
            {
                // Creates the day's file, so that it counts among the kept ones.
            }

            DropOld();
        }

        return _today;
    }

    private void DropOld()
    {
        var paths = Days();
        foreach (var path in paths.Take(Math.Max(0, paths.Count - KeptFiles)))
        {
            foreach (var suffix in (ReadOnlySpan<string>)["", ".torn", ".lock", ".lock" + LockWait.NextSuffix])
            {
                _options.Disk.Delete(path + suffix);
            }
        }
    }
}
