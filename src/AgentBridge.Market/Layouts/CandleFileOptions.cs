namespace AgentBridge.Market;

/// <summary>What the caller knows about a candle file, and how it is to be read. The default settles nothing beforehand.</summary>
public sealed record CandleFileOptions
{
    /// <summary>How a faulty row is handled.</summary>
    /// <value><see cref="CandleFaultPolicy.Stop"/> by default.</value>
    public CandleFaultPolicy Policy { get; init; }

    /// <summary>Whether gaps are filled flat, as everything that decides needs them; otherwise they are left open and counted.</summary>
    /// <value>On by default.</value>
    public bool FillGaps { get; init; } = true;

    /// <summary>Whether a file of mark, index or premium index prices is refused, as everything that decides needs it; otherwise it is read as trades are. Funding rates are always refused.</summary>
    /// <value>On by default.</value>
    public bool RequireTrades { get; init; } = true;

    /// <summary>How the file writes its instants, where their magnitude leaves a doubt or a text has no offset.</summary>
    /// <value><see cref="CandleTimeUnit.Unspecified"/> by default: read off the file.</value>
    public CandleTimeUnit TimeUnit { get; init; }
}
