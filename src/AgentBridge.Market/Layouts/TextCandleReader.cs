using System.Globalization;

namespace AgentBridge.Market;

/// <summary>Reads the candles of any CSV row by row, in constant memory: the columns are where the <see cref="TextTable"/> says.</summary>
/// <threadsafety>One thread.</threadsafety>
internal sealed class TextCandleReader : ICandleRows
{
    private readonly string _name;
    private readonly TextTable _table;
    private readonly CandleLines _lines;
    private readonly RowTimes _times;
    private bool _isFirst = true;
    private bool _lacksVolume;
    private bool _hasOpenOnly;

    public TextCandleReader(Stream stream, string name, TextTable table, CandleFileOptions options)
    {
        _name = name;
        _table = table;
        _lines = new CandleLines(stream, name);
        _times = new RowTimes(name, table.Names[table.Time], options.TimeUnit == CandleTimeUnit.Unspecified ? table.FixedUnit : options.TimeUnit, table.MayMixUnits);
        try
        {
            _ = _lines.Start();
            for (var i = 0; i < table.SkippedLines; i++)
            {
                _ = _lines.TryTake(out _);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public long Row => _lines.Row;

    public CandleTimeUnit TimeUnit => _times.Unit;

    public IReadOnlyList<string> Notices => _times.Notices;

    public bool TryRead(out Candle candle)
    {
        candle = default;
        if (!_lines.TryTakeRow(out var line))
        {
            return false;
        }

        Span<Range> fields = _table.ColumnCount <= 64 ? stackalloc Range[64] : new Range[_table.ColumnCount];
        Cut(line, fields);
        if (_isFirst)
        {
            NoteFirst(line, fields);
        }

        candle = new Candle(
            _times.OfText(line[fields[_table.Time]], Row),
            Number(line, fields, _table.Open, canBeEmpty: false),
            Number(line, fields, _table.High, _hasOpenOnly),
            Number(line, fields, _table.Low, _hasOpenOnly),
            Number(line, fields, _table.Close, _hasOpenOnly),
            Number(line, fields, _table.Volume, _lacksVolume));
        return true;
    }

    public void Dispose() => _lines.Dispose();

    /// <summary>The first row says whether there are volumes, and whether there is more than an open (funding rates have that alone); the others must agree.</summary>
    private void NoteFirst(ReadOnlySpan<byte> line, ReadOnlySpan<Range> fields)
    {
        _isFirst = false;
        _lacksVolume = _table.Volume >= 0 && line[fields[_table.Volume]].IsEmpty;
        _hasOpenOnly = _table.High >= 0 && line[fields[_table.High]].IsEmpty && line[fields[_table.Low]].IsEmpty && line[fields[_table.Close]].IsEmpty;
    }

    private void Cut(ReadOnlySpan<byte> line, Span<Range> fields)
    {
        var rest = line;
        var count = 0;
        bool isLast;
        do
        {
            var field = TextFields.Take(ref rest, _table.Separator, out isLast);
            if (count < _table.ColumnCount)
            {
                // Fields are parts of the line.
                var at = field.IsEmpty ? 0 : (int)System.Runtime.CompilerServices.Unsafe.ByteOffset(in line[0], in field[0]);
                fields[count] = at..(at + field.Length);
            }

            count++;
        }
        while (!isLast);
        if (count != _table.ColumnCount)
        {
            throw new CandleSourceException(CandleSourceError.BadData, string.Create(
                CultureInfo.InvariantCulture,
                $"{_name}, row {Row}: {count} columns, {_table.ColumnCount} expected ({VisibleText.Shortened(string.Join(',', _table.Names), 200)}): {VisibleText.Quote(line)}; correct the row, or remove it"));
        }
    }

    private double Number(ReadOnlySpan<byte> line, ReadOnlySpan<Range> fields, int column, bool canBeEmpty)
    {
        if (column < 0)
        {
            return double.NaN;
        }

        var field = line[fields[column]];
        if (field.IsEmpty)
        {
            return canBeEmpty ? double.NaN : throw NotANumber(field, column, "is empty; write a number with a decimal point, or remove the row");
        }

        return canBeEmpty ? throw NotANumber(field, column, "is a value, but the first row has none in this column; fill the column, or leave it empty, in all rows")
            : CandleNumber.TryParse(field, out var value) ? value
            : throw NotANumber(field, column, field.Contains((byte)',')
                ? "has a comma; write digits with a decimal point and no thousands separator"
                : "is not a number; write digits with a decimal point and no thousands separator, or remove the row");
    }

    private CandleSourceException NotANumber(ReadOnlySpan<byte> value, int column, string remedy) => new(CandleSourceError.BadData, string.Create(
        CultureInfo.InvariantCulture, $"{_name}, row {Row}, column {VisibleText.Shortened(_table.Names[column], 40)}: {VisibleText.Quote(value)} {remedy}"));
}
