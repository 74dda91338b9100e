namespace AgentBridge.Market;

/// <summary>The existing times, ascending: those accepted in order and, while inspecting, those out of order.</summary>
internal sealed class PresentTimes
{
    private readonly CandleColumns _rows;
    private readonly int[] _order;

    public PresentTimes(CandleColumns rows, int[] accepted, int acceptedCount, List<int> outOfPlace)
    {
        _rows = rows;
        _order = accepted;
        Count = acceptedCount;
        if (outOfPlace.Count > 0)
        {
            _order = [.. accepted.AsSpan(0, acceptedCount), .. outOfPlace];
            Count = _order.Length;
            Array.Sort(Array.ConvertAll(_order, row => rows.OpenTimes[row]), _order);
        }
    }

    public int Count { get; }

    public long this[int index] => _rows.OpenTimes[_order[index]];

    public int RowOf(int index) => _order[index];
}
