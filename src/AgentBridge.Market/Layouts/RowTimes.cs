using System.Globalization;

namespace AgentBridge.Market;

/// <summary>The instants of a file's rows: settles their unit at the first one, and holds every other row to it.</summary>
/// <param name="place">The file's path, for errors.</param>
/// <param name="column">The name of the column of times.</param>
/// <param name="known">The unit that the caller or the layout states.</param>
/// <param name="mayMix">Whether numbers may change their unit on the way.</param>
internal sealed class RowTimes(string place, string column, CandleTimeUnit known, bool mayMix)
{
    private readonly List<string> _notices = [];
    private readonly bool _isKnown = known != CandleTimeUnit.Unspecified;
    private bool _mayMix = mayMix;

    public CandleTimeUnit Unit { get; private set; } = known;

    public IReadOnlyList<string> Notices => _notices;

    /// <summary>The instant of a number.</summary>
    /// <param name="value">The number as written.</param>
    /// <param name="row">The row's number.</param>
    public long OfNumber(long value, long row)
    {
        if (!_isKnown && value >= 0)
        {
            Settle(value, row);
        }

        return TimeMagnitude.TryToMilliseconds(value, Unit, out var milliseconds)
            ? milliseconds
            : throw Bad(row, value.ToString(CultureInfo.InvariantCulture), $"is not a whole millisecond between 1970 and 9999, read as {TimeMagnitude.NameOf(Unit)}");
    }

    /// <summary>The instant of a field of text.</summary>
    /// <param name="field">The field, in UTF-8.</param>
    /// <param name="row">The row's number.</param>
    public long OfText(ReadOnlySpan<byte> field, long row)
    {
        if (TryParseWhole(field, out var number))
        {
            return OfNumber(number, row);
        }

        if (Unit is CandleTimeUnit.Unspecified or CandleTimeUnit.Iso or CandleTimeUnit.IsoUtc)
        {
            if (CandleTime.TryParse(field, out var milliseconds))
            {
                Unit = Unit == CandleTimeUnit.Unspecified ? CandleTimeUnit.Iso : Unit;
                return milliseconds;
            }

            if (CandleTime.TryParseAsUtc(field, out milliseconds))
            {
                return _isKnown && Unit == CandleTimeUnit.IsoUtc
                    ? milliseconds
                    : throw Bad(row, Shown(field), "has no UTC offset; append Z (or +00:00), or write Unix milliseconds").As(CandleCodes.TimeUnitUnknown, ("place", place));
            }
        }

        throw Bad(row, Shown(field), Unit is CandleTimeUnit.Unspecified or CandleTimeUnit.Iso or CandleTimeUnit.IsoUtc
            ? "is not a timestamp; write Unix milliseconds (1748779200000) or ISO 8601 with offset (2025-06-01T12:00:00Z)"
            : $"is not a number of {TimeMagnitude.NameOf(Unit)}, as the times of the rows before");
    }

    /// <summary>A whole number, also one that a program wrote with zeros behind a point.</summary>
    private static bool TryParseWhole(ReadOnlySpan<byte> field, out long value)
    {
        var point = field.IndexOf((byte)'.');
        var whole = point < 0 || field[(point + 1)..].ContainsAnyExcept((byte)'0') ? field : field[..point];
        value = 0;
        if (whole.Length is 0 or > 18)
        {
            return CandleNumber.TryParseInteger(whole, out value);
        }

        foreach (var character in whole)
        {
            var digit = (uint)(character - '0');
            if (digit > 9)
            {
                return CandleNumber.TryParseInteger(whole, out value);
            }

            value = (value * 10) + digit;
        }

        return true;
    }

    private void Settle(long value, long row)
    {
        var unit = TimeMagnitude.UnitOf(value);
        if (unit == Unit && unit != CandleTimeUnit.Unspecified)
        {
            return;
        }

        if (unit == CandleTimeUnit.Unspecified)
        {
            throw Bad(row, value.ToString(CultureInfo.InvariantCulture), "may be seconds, milliseconds or something else: its magnitude is that of no unit between 1973 and 2286").As(CandleCodes.TimeUnitUnknown, ("place", place));
        }

        if (Unit != CandleTimeUnit.Unspecified)
        {
            if (!_mayMix || Unit == CandleTimeUnit.Iso)
            {
                throw Bad(row, value.ToString(CultureInfo.InvariantCulture), $"is in {TimeMagnitude.NameOf(unit)}, the rows before in {TimeMagnitude.NameOf(Unit)}; write all in one unit");
            }

            _notices.Add(string.Create(CultureInfo.InvariantCulture, $"{place}: from row {row} on the times are in {TimeMagnitude.NameOf(unit)}, before in {TimeMagnitude.NameOf(Unit)}"));
            _mayMix = _notices.Count < 3;
        }

        Unit = unit;
    }

    private static string Shown(ReadOnlySpan<byte> field) => VisibleText.Quote(field);

    private CandleSourceException Bad(long row, string value, string what) => new(
        CandleSourceError.BadData, string.Create(CultureInfo.InvariantCulture, $"{place}, row {row}, column {VisibleText.Shortened(column, 40)}: {(value.StartsWith('\'') ? value : $"'{value}'")} {what}"));
}
