using System.Globalization;

namespace AgentBridge.Market;

/// <summary>What feather and parquet have in common: named columns, found by the same names as those of a CSV, and the errors about them.</summary>
internal static class ColumnarTable
{
    /// <summary>Where the columns are.</summary>
    /// <param name="names">The columns' names.</param>
    /// <param name="place">The file's path, for errors.</param>
    /// <exception cref="CandleSourceException">There is no time, open, high, low or close.</exception>
    public static TextTable Find(string[] names, string place) =>
        TextHeader.Read(names, separator: 0, skippedLines: 0, firstRow: null)
        ?? throw NotCandles.Of(names, place)
            ?? Bad(place, $"its columns are {VisibleText.Shortened(string.Join(',', names), 200)}; missing: {string.Join(", ", TextHeader.Missing(names))}");

    /// <summary>A text about a file that can't be read to its end, whatever the library says.</summary>
    public static CandleSourceException Damaged(string place, Exception cause) =>
        new(CandleSourceError.BadData, $"{place} is damaged or cut off: {VisibleText.Shortened(cause.Message, 200)}; copy or write it again", cause);

    /// <summary>A column whose type no candle has.</summary>
    public static CandleSourceException OtherType(string place, string column, string type) =>
        Bad(place, $"column {VisibleText.Shortened(column, 40)} is of type {type}; numbers are wanted (a timestamp for the time)");

    /// <summary>A time without a zone: its unit is known, what it counts from is not.</summary>
    public static CandleSourceException LacksZone(string place, string column) =>
        Bad(place, $"column {VisibleText.Shortened(column, 40)} has no time zone; write it as UTC").As(CandleCodes.TimeUnitUnknown, ("place", place));

    /// <summary>A row without a time.</summary>
    public static CandleSourceException LacksTime(string place, long row) =>
        Bad(place, string.Create(CultureInfo.InvariantCulture, $"row {row} has no time; correct the row, or remove it"));

    /// <summary>The most rows of candles in a file: of each, time, open, high, low and close are certain, and packing has its limits.</summary>
    /// <param name="fileBytes">The size of the file.</param>
    public static long MostRows(long fileBytes) => Math.Min(UnpackedStream.LimitOf(fileBytes) / (5 * sizeof(double)), CandleTableReader.MaxRows);

    /// <summary>More rows than a file of this size can have, or than are read.</summary>
    public static CandleSourceException TooMany(string place, long most) =>
        Bad(place, string.Create(CultureInfo.InvariantCulture, $"it claims more than {most:N0} rows, too many for its size; write it again, or cut it into smaller files"));

    private static CandleSourceException Bad(string place, string what) => new(CandleSourceError.BadData, $"{place}: {what}");
}
