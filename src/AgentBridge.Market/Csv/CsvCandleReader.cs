using System.Globalization;

namespace AgentBridge.Market;

/// <summary>
/// Reads a candle CSV (<c>timestamp,open,high,low,close,volume</c>, header required) row by row, in constant memory and
/// without an allocation a row. Line ends may be LF or CRLF, a UTF-8 byte order mark and a last line without newline are
/// accepted. A row's text is checked here; its meaning (order, gaps, impossible prices) is checked by <see cref="CandleValidator"/>.
/// </summary>
/// <threadsafety>One thread.</threadsafety>
public sealed class CsvCandleReader : IDisposable
{
    private readonly string _name;
    private readonly CandleLines _lines;
    private bool _disposed;

    /// <summary>Reads from a stream, which is disposed with the reader. The header is read at once.</summary>
    /// <param name="stream">UTF-8 text, read from where it is.</param>
    /// <param name="name">The name used in errors: the file's path as the user typed it.</param>
    /// <exception cref="CandleSourceException">The stream is empty or its first line is not the header.</exception>
    public CsvCandleReader(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(name);
        _name = name;
        _lines = new CandleLines(stream, name);
        try
        {
            ReadHeader();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The line of the last row read, from 1; the header is line 1.</summary>
    public long Row => _lines.Row;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file's path.</param>
    /// <exception cref="CandleSourceException">The file is missing, a folder, unreadable, empty, or has no header.</exception>
    public static CsvCandleReader Open(string path) => new(CandleFile.OpenForReading(path), path);

    /// <summary>Reads the next row.</summary>
    /// <param name="candle">The row's numbers, not yet checked against each other.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="CandleSourceException">The row is malformed; the message names file, row, column, value and remedy.</exception>
    public bool TryRead(out Candle candle)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        candle = default;
        if (!_lines.TryTakeRow(out var line))
        {
            return false;
        }

        candle = Parse(line);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _lines.Dispose();
        }
    }

    private Candle Parse(ReadOnlySpan<byte> line)
    {
        var rest = line;
        var time = TakeTime(ref rest, line);
        var open = TakeNumber(ref rest, line, 1);
        var high = TakeNumber(ref rest, line, 2);
        var low = TakeNumber(ref rest, line, 3);
        var close = TakeNumber(ref rest, line, 4);
        if (rest.Contains((byte)','))
        {
            throw WrongColumnCount(line);
        }

        if (!CandleNumber.TryParse(rest, out var volume))
        {
            throw NotANumber(rest, 5);
        }

        return new Candle(time, open, high, low, close, volume);
    }

    private long TakeTime(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> line)
    {
        var field = TakeField(ref rest, line);
        if (CandleTime.TryParse(field, out var time))
        {
            return time is >= 0 and <= CandleTime.MaxMilliseconds
                ? time
                : throw Malformed(0, field, "is outside the years 1970 to 9999; timestamps are Unix milliseconds (divide microseconds by 1,000)");
        }

        if (IsSpoilt(field))
        {
            throw Malformed(0, field, Spoilt);
        }

        throw Malformed(0, field, CandleTime.LacksOffset(field)
            ? "has no UTC offset; append Z (or +00:00), or write Unix milliseconds"
            : "is not a timestamp; write Unix milliseconds (1748779200000) or ISO 8601 with offset (2025-06-01T12:00:00Z)");
    }

    private double TakeNumber(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> line, int column)
    {
        var field = TakeField(ref rest, line);
        return CandleNumber.TryParse(field, out var value) ? value : throw NotANumber(field, column);
    }

    private ReadOnlySpan<byte> TakeField(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> line)
    {
        var comma = rest.IndexOf((byte)',');
        if (comma < 0)
        {
            throw WrongColumnCount(line);
        }

        var field = rest[..comma];
        rest = rest[(comma + 1)..];
        return field;
    }

    private const string Spoilt = "contains a control character (a NUL?): the file is damaged there; correct the number, or remove the row";

    // A space in a number has a separate remedy.
    private static bool IsSpoilt(ReadOnlySpan<byte> field) => field.ContainsAnyInRange((byte)0, (byte)0x1F) || field.Contains((byte)0x7F);

    private CandleSourceException NotANumber(ReadOnlySpan<byte> field, int column) => Malformed(column, field, field.IsEmpty
        ? "is empty; write a number with a decimal point, or remove the row"
        : IsSpoilt(field) ? Spoilt
        : "is not a number; write digits with a decimal point and no thousands separator, quotes or spaces, or remove the row");

    private CandleSourceException WrongColumnCount(ReadOnlySpan<byte> line) => Bad(string.Create(
        CultureInfo.InvariantCulture,
        $"{_name}, row {Row}: {line.Count((byte)',') + 1} columns, {CandleCsv.ColumnCount} expected ({string.Join(',', CandleCsv.Columns)}): {VisibleText.Quote(line)}; correct the row, or remove it"));

    private CandleSourceException Malformed(int column, ReadOnlySpan<byte> value, string remedy) => Bad(string.Create(
        CultureInfo.InvariantCulture,
        $"{_name}, row {Row}, column {CandleCsv.Columns[column]}: {VisibleText.Quote(value)} {remedy}"));

    private void ReadHeader()
    {
        if (!_lines.Start())
        {
            throw Bad($"{_name} is empty; a candle CSV starts with the line {string.Join(',', CandleCsv.Columns)}");
        }

        if (!_lines.TryTake(out var header) || !header.SequenceEqual(CandleCsv.Header))
        {
            throw Bad($"{_name}, row 1: the header is {VisibleText.Quote(header)}, but must be {string.Join(',', CandleCsv.Columns)}{DescribeColumns(header)}");
        }
    }

    private static string DescribeColumns(ReadOnlySpan<byte> header)
    {
        var found = System.Text.Encoding.UTF8.GetString(header).Split(',');
        if (found.Length == 1)
        {
            return string.Empty;
        }

        var missing = CandleCsv.Columns.Except(found, StringComparer.Ordinal).ToArray();
        var extra = found.Except(CandleCsv.Columns, StringComparer.Ordinal).ToArray();
        return (missing.Length > 0 ? "; missing: " + string.Join(", ", missing) : string.Empty)
            + (extra.Length > 0 ? "; unknown: " + VisibleText.Quote(System.Text.Encoding.UTF8.GetBytes(string.Join(", ", extra))) : string.Empty);
    }

    private static CandleSourceException Bad(string message) => new(CandleSourceError.BadData, message);
}
