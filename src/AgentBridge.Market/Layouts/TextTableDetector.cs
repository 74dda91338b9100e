using System.Globalization;

namespace AgentBridge.Market;

/// <summary>Finds out the arrangement of a CSV from its first lines.</summary>
internal static class TextTableDetector
{
    private static readonly string[] KrakenNames = ["time", "open", "high", "low", "close", "volume", "trades"];
    private static readonly string[] BinanceNames = ["open_time", "open", "high", "low", "close", "volume", "close_time", "quote_volume", "count", "taker_buy_volume", "taker_buy_quote_volume", "ignore"];

    /// <summary>The arrangement; <see langword="null"/> for the candle CSV of this library with rows that have every value.</summary>
    /// <param name="head">The first bytes of the text.</param>
    /// <param name="place">The file's path, for errors.</param>
    /// <param name="options">What the caller knows.</param>
    /// <exception cref="CandleSourceException">These are not candles.</exception>
    public static TextTable? Detect(ReadOnlySpan<byte> head, string place, CandleFileOptions options)
    {
        var text = head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? head[3..] : head;
        var first = LineOf(ref text);
        var skipped = 1;
        var header = first;
        if (IsAddress(first))
        {
            header = LineOf(ref text);
            skipped = 2;
        }

        var row = LineOf(ref text);
        var isOurs = skipped == 1 && header.SequenceEqual(CandleCsv.Header);
        if (isOurs && !HasEmptyField(row) && options.TimeUnit is (CandleTimeUnit.Unspecified or CandleTimeUnit.Milliseconds))
        {
            return null;
        }

        var separator = SeparatorOf(header);
        var names = TextFields.Split(header, separator);
        if (skipped == 1 && LooksLikeARow(names))
        {
            return WithoutHeader(names, separator, place, header);
        }

        var table = TextHeader.Read(names, separator, skipped, row.IsEmpty ? null : TextFields.Split(row, separator))
            ?? throw OtherHeader(names, header, skipped, place);
        return isOurs ? table with { Layout = CandleLayout.Csv } : table;
    }

    private static TextTable WithoutHeader(string[] fields, byte separator, string place, ReadOnlySpan<byte> line)
    {
        var table = new TextTable { Layout = CandleLayout.Table, Separator = separator, SkippedLines = 0, Names = fields, Time = 0, Open = 1, High = 2, Low = 3, Close = 4, Volume = 5 };
        var isTrades = Array.Exists(fields, field => bool.TryParse(field, out _)) || fields.Length is 3 or 4;
        return fields.Length switch
        {
            _ when isTrades => throw NotCandles.Trades(place),
            12 => table with { Layout = CandleLayout.Binance, Names = BinanceNames },
            7 => table with { Layout = CandleLayout.Kraken, Names = KrakenNames },
            _ => throw Unknown(place, string.Create(CultureInfo.InvariantCulture, $", row 1: {fields.Length} columns without a header, which no layout has: {VisibleText.Quote(line)}; name them in a first line, such as {string.Join(',', CandleCsv.Columns)}")),
        };
    }

    private static CandleSourceException OtherHeader(string[] names, ReadOnlySpan<byte> line, int row, string place)
    {
        if (NotCandles.Of(names, place) is { } other)
        {
            return other;
        }

        var missing = TextHeader.Missing(names).ToList();
        return missing.Count is > 0 and < 5 && names.Length > 1
            ? Unknown(place, string.Create(CultureInfo.InvariantCulture, $", row {row}: the header is {VisibleText.Quote(line)}, but must be {string.Join(',', CandleCsv.Columns)} or name the same; missing: {string.Join(", ", missing)}"))
            : Unknown(place, string.Create(CultureInfo.InvariantCulture, $", row {row}: the header is {VisibleText.Quote(line)}, but must be {string.Join(',', CandleCsv.Columns)}, or that of a layout in the README"));
    }

    private static CandleSourceException Unknown(string place, string what) => new(CandleSourceError.BadData, place + what);

    private static bool LooksLikeARow(string[] fields) =>
        fields.Length > 2 && fields[0].Length > 0 && char.IsAsciiDigit(fields[0][0]) && !Array.Exists(fields, field => field.Contains('{', StringComparison.Ordinal))
        && double.TryParse(fields[1], NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static bool IsAddress(ReadOnlySpan<byte> line) =>
        (line.StartsWith("http://"u8) || line.StartsWith("https://"u8) || line.StartsWith("www."u8)) && !line.Contains((byte)' ') && !line.Contains((byte)'{');

    private static bool HasEmptyField(ReadOnlySpan<byte> row) =>
        row.Count((byte)',') == CandleCsv.ColumnCount - 1 && (row.EndsWith(","u8) || row.IndexOf(",,"u8) >= 0);

    private static byte SeparatorOf(ReadOnlySpan<byte> line)
    {
        var best = (byte)',';
        foreach (var separator in ";\t"u8)
        {
            best = line.Count(separator) > line.Count(best) ? separator : best;
        }

        return best;
    }

    private static ReadOnlySpan<byte> LineOf(ref ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)'\n');
        var line = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[(end + 1)..];
        return line.TrimEnd((byte)'\r');
    }
}
