namespace AgentBridge.Market;

/// <summary>Exact counts, and the first findings. The caller asks whether a finding is kept before building its text.</summary>
internal sealed class FindingLog(CandleValidationOptions options)
{
    private readonly long[] _counts = new long[(int)CandleFindingKind.OtherLength + 1];
    private readonly List<CandleFinding> _faults = [];
    private readonly List<CandleFinding> _gaps = [];
    private long _missing;

    public bool KeepsFaults => _faults.Count < options.MaxFindings;

    public bool KeepsGaps => _gaps.Count < options.MaxFindings;

    public void CountFault(CandleFindingKind kind) => _counts[(int)kind]++;

    public void CountGap(long missing)
    {
        _counts[(int)CandleFindingKind.Gap]++;
        _missing += missing;
    }

    public void KeepFault(long row, CandleFindingKind kind, string detail) => _faults.Add(new CandleFinding(row, kind, detail));

    public void KeepGap(long row, string detail) => _gaps.Add(new CandleFinding(row, CandleFindingKind.Gap, detail));

    public CandleQualityReport ToReport(long candles, Timeframe timeframe, long? first, long? last) => new()
    {
        Candles = candles,
        Timeframe = timeframe,
        FirstOpenMs = first,
        LastOpenMs = last,
        Gaps = Count(CandleFindingKind.Gap),
        Missing = _missing,
        Duplicates = Count(CandleFindingKind.Duplicate) + Count(CandleFindingKind.ConflictingDuplicate),
        ConflictingDuplicates = Count(CandleFindingKind.ConflictingDuplicate),
        Disorder = Count(CandleFindingKind.Disorder),
        OffGrid = Count(CandleFindingKind.OffGrid),
        Impossible = Count(CandleFindingKind.Impossible),
        Findings = [.. _faults.Concat(_gaps).OrderBy(finding => finding.Row).Take(options.MaxFindings)],
    };

    private long Count(CandleFindingKind kind) => _counts[(int)kind];
}
