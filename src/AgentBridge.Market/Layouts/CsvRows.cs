namespace AgentBridge.Market;

/// <summary>The candle CSV of this library as rows.</summary>
internal sealed class CsvRows(CsvCandleReader reader, CandleTimeUnit unit) : ICandleRows
{
    public long Row => reader.Row;

    public CandleTimeUnit TimeUnit => unit;

    public IReadOnlyList<string> Notices => [];

    public bool TryRead(out Candle candle) => reader.TryRead(out candle);

    public void Dispose() => reader.Dispose();
}
