using System.Globalization;

namespace AgentBridge.Market;

/// <summary>The texts of findings.</summary>
internal sealed class FindingText(Timeframe timeframe, CandleColumns rows, CandleValidationOptions options)
{
    public long Row(int row) => options.RowOf(row);

    public string Gap(long missing, int before, int after) => Gap(missing, rows.OpenTimes[before], rows.OpenTimes[after]);

    /// <summary>The text of a gap between two instants.</summary>
    public static string Gap(long missing, long beforeMs, long afterMs) =>
        string.Create(CultureInfo.InvariantCulture, $"{missing} missing between {CandleTime.ToText(beforeMs)} and {CandleTime.ToText(afterMs)}");

    /// <summary>The text of a faulty row.</summary>
    /// <param name="row">The faulty row.</param>
    /// <param name="kind">The kind of defect.</param>
    /// <param name="other">The row that it repeats, or that it does not follow; -1 if there is none.</param>
    public string Fault(int row, CandleFindingKind kind, int other) => kind switch
    {
        CandleFindingKind.Duplicate => Say($"{Time(row)} repeats row {Row(other)} with the same values"),
        CandleFindingKind.ConflictingDuplicate => Say($"{Time(row)} repeats row {Row(other)} with other values"),
        CandleFindingKind.Disorder when rows.OpenTimes[row] > rows.OpenTimes[other] =>
            Say($"{Time(row)} is far ahead of {Time(other)} in row {Row(other)}, and the next row goes back"),
        CandleFindingKind.Disorder => Say($"{Time(row)} comes after {Time(other)} in row {Row(other)}; rows must ascend in time"),
        CandleFindingKind.OffGrid => Say($"{Time(row)} is not the open of a {timeframe} candle"),
        CandleFindingKind.Impossible => Impossible(rows.At(row)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static string Impossible(in Candle candle)
    {
        var (_, open, high, low, close, volume) = candle;
        if (!(double.IsFinite(open) && double.IsFinite(high) && double.IsFinite(low) && double.IsFinite(close) && double.IsFinite(volume)))
        {
            return Say($"a value is not finite (open {open}, high {high}, low {low}, close {close}, volume {volume})");
        }

        if (Math.Min(Math.Min(open, high), Math.Min(low, close)) <= 0)
        {
            return Say($"a price is not above 0 (open {open}, high {high}, low {low}, close {close})");
        }

        if (volume < 0)
        {
            return Say($"volume {volume} is negative");
        }

        return high < low
            ? Say($"high {high} is below low {low}")
            : Say($"open {open} or close {close} is outside low {low} to high {high}");
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private string Time(int row) => CandleTime.ToText(rows.OpenTimes[row]);
}
