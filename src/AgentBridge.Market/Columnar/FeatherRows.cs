namespace AgentBridge.Market;

/// <summary>The rows of a feather file one by one, a batch at a time in memory.</summary>
internal sealed class FeatherRows(FeatherBatches batches) : ICandleRows
{
    private CandleColumns _rows = CandleColumns.Uninitialized(0);
    private int _next;

    public long Row { get; private set; }

    public CandleTimeUnit TimeUnit => batches.Unit;

    public IReadOnlyList<string> Notices => [];

    public bool TryRead(out Candle candle)
    {
        // A batch may be empty; after the last one there is none.
        while (_next >= batches.Length)
        {
            if (!batches.MoveNext())
            {
                candle = default;
                return false;
            }

            if (batches.Length > _rows.Count)
            {
                _rows = CandleColumns.Uninitialized(batches.Length);
            }

            batches.CopyTo(_rows, 0);
            _next = 0;
        }

        candle = _rows.At(_next++);
        Row++;
        return true;
    }

    public void Dispose() => batches.Dispose();
}
