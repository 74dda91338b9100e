namespace AgentBridge.Market;

/// <summary>A format that candle files are written in.</summary>
public enum CandleFileFormat
{
    /// <summary>Unspecified; refused.</summary>
    Unspecified = 0,

    /// <summary>The candle CSV: <c>timestamp,open,high,low,close,volume</c>; <c>.csv</c>.</summary>
    Csv,

    /// <summary>Freqtrade's feather: Arrow IPC with the columns date, open, high, low, close, volume; <c>.feather</c>.</summary>
    Feather,

    /// <summary>Freqtrade's json: an array of <c>[date in Unix ms, open, high, low, close, volume]</c>; <c>.json</c>.</summary>
    Json,

    /// <summary>The same, compressed by gzip; <c>.json.gz</c>.</summary>
    JsonGz,
}
