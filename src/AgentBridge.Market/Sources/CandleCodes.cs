namespace AgentBridge.Market;

/// <summary>
/// The cause of a <see cref="CandleSourceException"/>, for programs that can suggest a remedy: the message says what is wrong, a program that has
/// commands and options says what to do with them. Codes are never used again for something else.
/// </summary>
public static class CandleCodes
{
    /// <summary>A faulty row (a conflicting duplicate, disorder, off the grid, impossible); <see cref="CandleFaultPolicy.Quarantine"/> would leave it out. Values: place, row, kind.</summary>
    public const string RowFaulty = "ROW_FAULTY";

    /// <summary>No timeframe was named and the rows are too few to show one. Values: place.</summary>
    public const string TimeframeUnknown = "TIMEFRAME_UNKNOWN";

    /// <summary>A file's times may be of several units, or are texts without an offset; <see cref="CandleFileOptions.TimeUnit"/> settles it. Values: place.</summary>
    public const string TimeUnitUnknown = "TIME_UNIT_UNKNOWN";

    /// <summary>The file holds mark or index prices or funding rates, not the prices of trades. Values: place, type.</summary>
    public const string NotTrades = "CANDLES_NOT_OF_TRADES";

    /// <summary>A folder has a pair's candles in several timeframes, and none was chosen. Values: place, pair.</summary>
    public const string TimeframeOpen = "CANDLE_TIMEFRAME_OPEN";

    /// <summary>A folder has a pair's candles of a timeframe in several files. Values: place, pair.</summary>
    public const string FileOpen = "CANDLE_FILE_OPEN";

    /// <summary>The candle file does not exist. Values: place.</summary>
    public const string FileMissing = "CANDLE_FILE_MISSING";

    /// <summary>The last candle closed too long ago. Values: place, close, now.</summary>
    public const string Stale = "CANDLES_STALE";

    /// <summary>The exchange answers with a redirect, which is not followed. Values: place, location.</summary>
    public const string Redirected = "EXCHANGE_REDIRECTS";

    /// <summary>The span of a download is empty. Values: from, to.</summary>
    public const string SpanEmpty = "SPAN_EMPTY";

    /// <summary>The file that a download would resume has a faulty row. Values: place, row, kind.</summary>
    public const string DownloadFaulty = "DOWNLOAD_FILE_FAULTY";

    /// <summary>The file that a download would resume is not a candle CSV. Values: place.</summary>
    public const string DownloadForeign = "DOWNLOAD_FILE_FOREIGN";

    /// <summary>The file that a download would resume has other candles than the exchange. Values: place, which.</summary>
    public const string DownloadOther = "DOWNLOAD_FILE_OTHER";
}
