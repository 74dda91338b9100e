namespace AgentBridge.Market;

/// <summary>The errors about candles in JSON.</summary>
internal static class JsonRows
{
    /// <summary>JSON without rows of candles.</summary>
    public static CandleSourceException NotRows(string place) => new(CandleSourceError.BadData, $"{place} is JSON, but not an array of candles [[time,open,high,low,close,volume],…]");

    /// <summary>An error at a place in the file.</summary>
    public static CandleSourceException Bad(string place, string what, Exception? cause = null) => new(CandleSourceError.BadData, $"{place}, {what}", cause);
}
