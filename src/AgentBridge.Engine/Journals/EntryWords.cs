namespace AgentBridge.Engine;

/// <summary>The words for how an entry went.</summary>
public static class EntryWords
{
    /// <summary>Freqtrade may place the order.</summary>
    public const string Confirmed = "CONFIRMED";

    /// <summary>The entry was filled.</summary>
    public const string Opened = "OPENED";

    /// <summary>An open trade was found at startup.</summary>
    public const string Recovered = "RECOVERED";

    /// <summary>The trade's stop is where the signal puts it.</summary>
    public const string StopSet = "STOP_SET";

    /// <summary>The recorded candles end before the one that would open the trade; in replays only.</summary>
    public const string CandlesEnded = "CANDLES_ENDED";

    /// <summary>The signal was published, but the channel does not return it; in replays only.</summary>
    public const string NotFetched = "NOT_FETCHED";
}

/// <summary>The words that <c>bridge why</c> adds to those of the journals.</summary>
public static class StageWords
{
    /// <summary>The deciding candle closed.</summary>
    public const string Closed = "CLOSED";

    /// <summary>The strategy triggered a signal.</summary>
    public const string Triggered = "TRIGGERED";

    /// <summary>The gate approved it.</summary>
    public const string Approved = "APPROVED";

    /// <summary>Its row is in decision_log.csv.</summary>
    public const string Written = "WRITTEN";

    /// <summary>No executor has reported on it.</summary>
    public const string None = "NONE";
}
