namespace AgentBridge.Market;

/// <summary>Where a CSV has what: the lines before its rows, its separator, and the column of each value.</summary>
internal sealed record TextTable
{
    public required CandleLayout Layout { get; init; }

    public required byte Separator { get; init; }

    /// <summary>Lines before the first row: an address, a header.</summary>
    public required int SkippedLines { get; init; }

    /// <summary>The columns' names, for messages.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    public required int Time { get; init; }

    public required int Open { get; init; }

    /// <summary>The high; −1, as low and close, where the file has funding rates.</summary>
    public required int High { get; init; }

    public required int Low { get; init; }

    public required int Close { get; init; }

    /// <summary>The volume in the base currency; −1 where the file has none.</summary>
    public required int Volume { get; init; }

    /// <summary>The market as the first row names it; <see langword="null"/> where the file has no such column.</summary>
    public string? FirstSymbol { get; init; }

    /// <summary>The unit that the layout fixes; unspecified where the numbers say it.</summary>
    public CandleTimeUnit FixedUnit => Layout == CandleLayout.Csv ? CandleTimeUnit.Milliseconds : CandleTimeUnit.Unspecified;

    /// <summary>Whether a file may change its unit of time from seconds to milliseconds on the way, as this site's files do.</summary>
    public bool MayMixUnits => Layout == CandleLayout.CryptoDataDownload;

    public int ColumnCount => Names.Count;
}
