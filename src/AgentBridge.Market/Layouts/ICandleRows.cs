namespace AgentBridge.Market;

/// <summary>The rows of a file, one by one, in constant memory.</summary>
internal interface ICandleRows : IDisposable
{
    /// <summary>The file's own number of the last row read.</summary>
    long Row { get; }

    /// <summary>How instants are written, as far as read.</summary>
    CandleTimeUnit TimeUnit { get; }

    /// <summary>What was noticed while reading.</summary>
    IReadOnlyList<string> Notices { get; }

    /// <summary>Reads the next row.</summary>
    /// <exception cref="CandleSourceException">The row is malformed.</exception>
    bool TryRead(out Candle candle);
}
