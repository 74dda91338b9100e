namespace AgentBridge.Engine;

/// <summary>
/// The core of both CSV journals: one row per decision_id, appended whole and flushed, while other processes may do the same.
/// </summary>
internal sealed class CsvJournal<TRow>
    where TRow : class
{
    private const int MarkLength = 32;

    private readonly CsvTable<TRow> _table;
    private readonly AppendFile _file;
    private readonly CsvIndex<TRow> _rows;
    private readonly IJournalDisk _disk;
    private readonly Lock _gate = new();

    // What this process has read or written so far: everything below _known is whole lines, which end with _mark.
    private long _known;
    private int _records;
    private byte[] _mark = [];

    public CsvJournal(CsvTable<TRow> table, string folder, JournalOptions options)
    {
        _table = table;
        _rows = new CsvIndex<TRow>(table);
        _disk = JournalOptions.Model.Check(options).Disk;
        _disk.CreateFolder(folder);
        _file = new AppendFile(Path.Combine(folder, table.FileName), options);
        using var session = _file.OpenSession();
        Repair = CatchUp(session);
    }

    public string FilePath => _file.Path;

    public JournalRepair Repair { get; }

    public TRow? Find(string decisionId)
    {
        lock (_gate)
        {
            // The rows are on disk; what is kept here only says whether to look for one there.
            return _rows.Contains(decisionId) ? Scan(_table, FilePath, _disk).Find(decisionId) : null;
        }
    }

    public AppendOutcome Append(TRow row)
    {
        var line = CsvText.Encode(_table.Format(row));
        lock (_gate)
        {
            using var session = _file.OpenSession();
            CatchUp(session);
            if (_rows.Known(row) is { } known)
            {
                return known;
            }

            session.Announce(line);
            session.Lines.Append(line, flush: true);
            _ = _rows.TryAdd(row);
            Advance(session, 1, line);
            return AppendOutcome.Appended;
        }
    }

    /// <summary>Whether an append would find the file as it should be: lock, content and all; repairs what an append would repair.</summary>
    /// <exception cref="JournalException">It would not.</exception>
    public bool Check()
    {
        lock (_gate)
        {
            using var session = _file.OpenSession();
            _ = CatchUp(session);
            return true;
        }
    }

    /// <summary>The rows of a journal in the file's order, without lock or repair; none where the file is missing.</summary>
    public static IReadOnlyList<TRow> Read(CsvTable<TRow> table, string folder, IJournalDisk disk) => Scan(table, Path.Combine(folder, table.FileName), disk).All;

    private static CsvRows<TRow> Scan(CsvTable<TRow> table, string path, IJournalDisk disk)
    {
        var rows = new CsvRows<TRow>(table);
        using var file = disk.OpenRead(path);
        if (file is not null)
        {
            var bytes = file.ReadFrom(0);
            var isCut = bytes is [.., not (byte)'\n'] && IsCutOrUnderWay(path, bytes, disk);
            CsvScan<TRow>.Run(table, path, bytes, 0, isCut, rows);
        }

        return rows;
    }

    private static bool IsCutOrUnderWay(string path, byte[] bytes, IJournalDisk disk)
    {
        try
        {
            using var lockFile = disk.OpenRead(path + ".lock");
            return lockFile is not null && PendingAppend.Read(lockFile).IsCut(bytes, 0);
        }
        catch (JournalException exception) when (exception.Error == JournalError.Locked)
        {
            // Another process is writing right now: without a newline it is not a row yet.
            return true;
        }
    }

    /// <summary>Reads what others wrote since the last access, repairs the end, and writes a missing header.</summary>
    private JournalRepair CatchUp(AppendSession session)
    {
        var from = _known - _mark.Length;
        var bytes = session.Lines.ReadFrom(from);
        if (!bytes.AsSpan().StartsWith(_mark))
        {
            throw new JournalException(
                JournalError.Missing, FilePath, $"{FilePath}: it was removed, cut or replaced while in use; put it back or start again.");
        }

        var tail = bytes.AsSpan(_mark.Length);
        var scan = CsvScan<TRow>.Run(_table, FilePath, tail, _records, session.IsCutAppend(tail, _known), _rows);
        if (tail.Length > 0)
        {
            RepairEnd(session, scan);
            // Its writer may have ended before it flushed; a duplicate must mean a row that is on the device.
            session.Lines.Flush();
        }

        Advance(session, scan.Count - _records, session.Lines.ReadFrom(Math.Max(0, session.Lines.Length - MarkLength)));
        if (_records == 0)
        {
            var header = CsvText.Encode(_table.Header + "\n");
            session.Lines.Append(header, flush: true);
            Advance(session, 1, header);
        }

        return scan.Repair;
    }

    private void RepairEnd(AppendSession session, CsvScan<TRow> scan)
    {
        if (scan.Repair == JournalRepair.Finished)
        {
            session.Lines.FinishLine();
        }
        else if (scan.Repair == JournalRepair.MovedToTorn)
        {
            session.Lines.MoveToTorn(_known + scan.LastLine);
        }
    }

    private void Advance(AppendSession session, int records, ReadOnlySpan<byte> lastBytes)
    {
        _records += records;
        _known = session.Lines.Length;
        _mark = lastBytes[Math.Max(0, lastBytes.Length - MarkLength)..].ToArray();
    }
}
