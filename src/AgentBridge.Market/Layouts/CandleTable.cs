namespace AgentBridge.Market;

/// <summary>Every row of a file as it is written there, unchecked; a descending file is turned around.</summary>
/// <param name="Rows">The rows, in the file's order, or reversed if that is descending.</param>
/// <param name="Info">The layout, the time unit and the pair that the file shows.</param>
public sealed record CandleTable(CandleColumns Rows, CandleFileInfo Info)
{
    /// <summary>The file's own number of the first row: its line in a text, else its place from 1.</summary>
    public required long FirstRow { get; init; }

    /// <summary>How row numbers go on: 1, or −1 where the rows were turned around.</summary>
    public int RowStep { get; init; } = 1;

    /// <summary>The options that have a validation name the file and its own row numbers.</summary>
    /// <param name="policy">How a faulty row is handled.</param>
    public CandleValidationOptions ToValidation(CandleFaultPolicy policy = CandleFaultPolicy.Stop) =>
        new() { Place = Info.Path, FirstRow = FirstRow, RowStep = RowStep, Policy = policy };
}
