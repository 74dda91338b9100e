namespace AgentBridge.Market;

/// <summary>Errors for files that contain something other than candles, recognised by their content.</summary>
internal static class NotCandles
{
    public static CandleSourceException Trades(string place) => new(
        CandleSourceError.BadData, place + " holds trades, not candles; name a file of candles, or build them from the trades (Freqtrade: trades-to-ohlcv)");

    /// <summary>What a table without open, high, low and close is, if its columns say so.</summary>
    public static CandleSourceException? Of(string[] names, string place)
    {
        if (TextHeader.IsOfTrades(names))
        {
            return Trades(place);
        }

        return TextHeader.IsOfOpenInterest(names)
            ? new(CandleSourceError.BadData, place + " holds open interest, not candles; name the pair's own candles")
            : null;
    }

    public static CandleSourceException Hdf5(string place) => new(
        CandleSourceError.BadData, place + " is HDF5, which is not read; convert it to feather (Freqtrade: convert-data)");

    public static CandleSourceException OldFeather(string place) => new(
        CandleSourceError.BadData, place + " is feather of version 1, which is not read; write it again with a pyarrow of today");

    public static CandleSourceException Utf16(string place) => new(CandleSourceError.BadData, place + " is UTF-16; save it as UTF-8");

    /// <summary>Whether a text begins with a byte order mark of UTF-16.</summary>
    public static bool IsUtf16(ReadOnlySpan<byte> head) => head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]);

    public static CandleSourceException Binary(string place) => new(
        CandleSourceError.BadData, place + " is not a candle file in a supported format (CSV, JSON, feather or parquet, also in gzip or zip)");
}
