namespace AgentBridge.Market;

/// <summary>What a candle file is, found out by its content (the name only tells mark and funding files).</summary>
public sealed record CandleFileInfo
{
    /// <summary>The file's path as it was given.</summary>
    public required string Path { get; init; }

    /// <summary>The arrangement of the rows.</summary>
    public required CandleLayout Layout { get; init; }

    /// <summary>What the file is packed in.</summary>
    public CandleContainer Container { get; init; }

    /// <summary>The name of the file inside an archive; <see langword="null"/> if there is none.</summary>
    public string? Entry { get; init; }

    /// <summary>How instants are written; <see cref="CandleTimeUnit.Unspecified"/> until a row has been read.</summary>
    public CandleTimeUnit TimeUnit { get; init; }

    /// <summary>What the prices are.</summary>
    public required CandlePriceType PriceType { get; init; }

    /// <summary>The market as the file itself spells it (<c>BTC/USDT</c>, <c>BTCUSDT</c>); <see langword="null"/> where the layout does not state it.</summary>
    public string? Symbol { get; init; }

    /// <summary>Whether there are volumes; without them every candle's volume is 0.</summary>
    public bool HasVolume { get; init; } = true;

    /// <summary>Whether the file runs from new to old; its rows are turned around. Known once the rows are read.</summary>
    public bool IsDescending { get; init; }

    /// <summary>What was settled by reading and a person should know: units other than milliseconds, rows turned around, no volumes.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];
}
