namespace AgentBridge.Market;

/// <summary>The defect of a row.</summary>
public enum CandleFindingKind
{
    /// <summary>Unspecified.</summary>
    Unspecified = 0,

    /// <summary>Candles are missing before this row.</summary>
    Gap = 1,

    /// <summary>The row repeats an earlier one, with the same values.</summary>
    Duplicate = 2,

    /// <summary>The row has the time of an earlier one, with other values.</summary>
    ConflictingDuplicate = 3,

    /// <summary>The row's time is before that of an earlier row (or so far ahead that the next row goes back).</summary>
    Disorder = 4,

    /// <summary>The row's time is not a multiple of the timeframe.</summary>
    OffGrid = 5,

    /// <summary>An impossible candle: high below low, open or close outside, a price ≤ 0, a negative volume, NaN or infinity.</summary>
    Impossible = 6,

    /// <summary>An exchange's kline that closes early or late for its timeframe.</summary>
    OtherLength = 7,

    /// <summary>The candle has not closed yet: it may still change.</summary>
    Running = 8,
}

/// <summary>One finding.</summary>
/// <param name="Row">The file's line (the header is line 1), or the place in an exchange's answer, from 1.</param>
/// <param name="Kind">The kind of defect.</param>
/// <param name="Detail">The times and values, for people.</param>
public sealed record CandleFinding(long Row, CandleFindingKind Kind, string Detail)
{
    /// <summary>The kind's name in machine-readable output: gap, duplicate, conflicting_duplicate, disorder, off_grid, impossible, other_length, running.</summary>
    public string KindName => NameOf(Kind);

    internal static string NameOf(CandleFindingKind kind) => kind switch
    {
        CandleFindingKind.Gap => "gap",
        CandleFindingKind.Duplicate => "duplicate",
        CandleFindingKind.ConflictingDuplicate => "conflicting_duplicate",
        CandleFindingKind.Disorder => "disorder",
        CandleFindingKind.OffGrid => "off_grid",
        CandleFindingKind.Impossible => "impossible",
        CandleFindingKind.OtherLength => "other_length",
        CandleFindingKind.Running => "running",
        _ => "unspecified",
    };
}
