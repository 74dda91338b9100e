using System.Globalization;

namespace AgentBridge.Engine;

/// <summary>The content of a part of a CSV journal: its rows and the state of its end.</summary>
internal sealed class CsvScan<TRow>
    where TRow : class
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private readonly CsvTable<TRow> _table;
    private readonly string _path;
    private readonly ICsvRows<TRow> _rows;

    private CsvScan(CsvTable<TRow> table, string path, ICsvRows<TRow> rows)
    {
        _table = table;
        _path = path;
        _rows = rows;
    }

    /// <summary>How the last line ends.</summary>
    public JournalRepair Repair { get; private set; }

    /// <summary>The start of the last line, counted from the first byte scanned, if <see cref="Repair"/> is not None.</summary>
    public int LastLine { get; private set; }

    /// <summary>The records read so far, the header included: the number of the last one.</summary>
    public int Count { get; private set; }

    /// <summary>Reads records into <paramref name="rows"/>.</summary>
    /// <param name="table">The columns.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="bytes">The file from a record's first byte to its end.</param>
    /// <param name="recordsBefore">The number of records before; 0 at the start of the file, where the first record is the header.</param>
    /// <param name="isCut">Whether the bytes are known to end in the middle of an append.</param>
    /// <param name="rows">Receives the rows.</param>
    /// <exception cref="JournalException">The header is another, a row is malformed, or an id has two different rows.</exception>
    public static CsvScan<TRow> Run(
        CsvTable<TRow> table, string path, ReadOnlySpan<byte> bytes, int recordsBefore, bool isCut, ICsvRows<TRow> rows)
    {
        var scan = new CsvScan<TRow>(table, path, rows) { Count = recordsBefore };
        var at = recordsBefore == 0 && bytes.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        while (at < bytes.Length)
        {
            var record = CsvText.Next(bytes, at);
            var line = bytes[at..record.End];
            var isLast = !record.Terminated;
            if (scan.Count == 0 ? scan.Header(record, line, isLast) : scan.Row(record, line, isLast, isCut))
            {
                scan.Count++;
            }

            if (isLast)
            {
                scan.LastLine = at;
            }

            at = record.End;
        }

        return scan;
    }

    private bool Header(CsvRecord record, ReadOnlySpan<byte> line, bool isLast)
    {
        var text = record.Problem is null ? CsvText.Join(record.Fields) : string.Empty;
        if (string.Equals(text, _table.Header, StringComparison.Ordinal))
        {
            Repair = isLast ? JournalRepair.Finished : JournalRepair.None;
            return true;
        }

        if (isLast && CsvText.Encode(_table.Header).AsSpan().StartsWith(line))
        {
            Repair = JournalRepair.MovedToTorn;
            return false;
        }

        throw new JournalException(
            JournalError.BadContent, _path, $"{_path}: row 1 is not the header '{_table.Header}'; move the file away or name another folder.");
    }

    private bool Row(CsvRecord record, ReadOnlySpan<byte> line, bool isLast, bool isCut)
    {
        if (!isLast && record.Fields is [""] && record.Problem is null)
        {
            return true;
        }

        if (isLast && isCut)
        {
            Repair = JournalRepair.MovedToTorn;
            return false;
        }

        string? problem = record.Problem is null ? null : $"field {record.Fields.Length.ToString(CultureInfo.InvariantCulture)} {record.Problem}";
        var row = problem is null ? _table.Parse(record.Fields, out problem) : null;
        if (row is not null)
        {
            Add(row);
            Repair = isLast ? JournalRepair.Finished : JournalRepair.None;
            return true;
        }

        // A quote that spans several lines is a row damaged in the middle, not a truncated one.
        if (isLast && !line.Contains((byte)'\n'))
        {
            Repair = JournalRepair.MovedToTorn;
            return false;
        }

        throw Bad($"{problem}; correct it or move the file away");
    }

    private void Add(TRow row)
    {
        if (!_rows.TryAdd(row))
        {
            throw Bad("column decision_id: its id is in an earlier row with other values; remove the wrong one");
        }
    }

    private JournalException Bad(string problem) => new(
        JournalError.BadContent, _path, string.Create(CultureInfo.InvariantCulture, $"{_path}: row {Count + 1}: {problem}."));
}
