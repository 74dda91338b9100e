namespace AgentBridge.Market;

/// <summary>How a faulty row is handled (out of order, conflicting, off the grid, impossible).</summary>
public enum CandleFaultPolicy
{
    /// <summary>Stops with an error that names the row.</summary>
    Stop = 0,

    /// <summary>The row is left out, reported, and becomes a gap.</summary>
    Quarantine = 1,
}

/// <summary>Settings of one validation.</summary>
public sealed record CandleValidationOptions
{
    /// <summary>The name of the source in errors: a file's path or an address.</summary>
    /// <value>"candles" by default.</value>
    public string Place { get; init; } = "candles";

    /// <summary>The number of the first row in messages.</summary>
    /// <value>1 by default; 2 in a CSV, whose line 1 is the header.</value>
    public long FirstRow { get; init; } = 1;

    /// <summary>How the numbers of rows go on: 1, or −1 where a descending file was turned around.</summary>
    /// <value>1 by default.</value>
    public int RowStep { get; init; } = 1;

    /// <summary>How a faulty row is handled.</summary>
    /// <value><see cref="CandleFaultPolicy.Stop"/> by default.</value>
    public CandleFaultPolicy Policy { get; init; }

    /// <summary>Whether the step that the data shows must be the timeframe. Off where each candle states its own length (klines do).</summary>
    /// <value>On by default.</value>
    public bool RequireStep { get; init; } = true;

    /// <summary>Whether gaps are filled flat, as everything that decides needs them; otherwise they are only counted, as for a file that stores what was recorded.</summary>
    /// <value>On by default.</value>
    public bool FillGaps { get; init; } = true;

    /// <summary>
    /// The maximum number of candles added by gap filling: this many, or as many as there are rows, whichever is more. Pairs that trade rarely
    /// have more gaps than rows, and Freqtrade fills them; a wrong year in a timestamp is not to fill the memory.
    /// </summary>
    /// <value>≥ 0; 10,000,000 by default (19 years of minutes, 480 MB).</value>
    public int MaxFilled { get; init; } = 10_000_000;

    /// <summary>The number of findings that the report keeps; the counts are always exact.</summary>
    /// <value>≥ 0; 1,000 by default.</value>
    public int MaxFindings { get; init; } = 1_000;

    /// <summary>The number of a row in messages.</summary>
    internal long RowOf(int index) => FirstRow + ((long)index * RowStep);
}

/// <summary>The validated candles.</summary>
/// <param name="Series">Strictly ascending candles on the grid, gaps filled flat unless <see cref="CandleValidationOptions.FillGaps"/> is off.</param>
/// <param name="Report">The findings.</param>
public sealed record ValidatedCandles(CandleSeries Series, CandleQualityReport Report);
