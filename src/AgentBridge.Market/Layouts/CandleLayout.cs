namespace AgentBridge.Market;

/// <summary>How a candle file arranges its rows; found out by its content, never by its name alone.</summary>
public enum CandleLayout
{
    /// <summary>Unspecified.</summary>
    Unspecified = 0,

    /// <summary>The candle CSV of this library: <c>timestamp,open,high,low,close,volume</c>, milliseconds, ascending.</summary>
    Csv = 1,

    /// <summary>Another CSV whose header names a time, open, high, low and close, in any order.</summary>
    Table = 2,

    /// <summary>Binance's public dump: 12 columns, with or without a header, milliseconds, or microseconds since 2025.</summary>
    Binance = 3,

    /// <summary>Kraken's OHLCVT export: 7 columns without a header, seconds, candles without a trade left out.</summary>
    Kraken = 4,

    /// <summary>Coinbase: <c>time,low,high,open,close,volume</c> as CSV or as the JSON of its API (arrays, or objects with named values), seconds or ISO 8601.</summary>
    Coinbase = 5,

    /// <summary>CryptoDataDownload: the site's address in the first line, then a header, descending.</summary>
    CryptoDataDownload = 6,

    /// <summary>TradingView's chart export: <c>time,open,high,low,close</c>, perhaps a volume, then the chart's indicators.</summary>
    TradingView = 7,

    /// <summary>Freqtrade's JSON: <c>[[ms,open,high,low,close,volume],…]</c>.</summary>
    Json = 8,

    /// <summary>Freqtrade's feather: an Arrow IPC file.</summary>
    Feather = 9,

    /// <summary>Freqtrade's parquet.</summary>
    Parquet = 10,
}
