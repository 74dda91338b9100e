namespace AgentBridge.ExchangeSimulator;

/// <summary>One request as received.</summary>
/// <param name="At">When, by the simulator's clock.</param>
/// <param name="Path">The path, such as <c>/api/v3/klines</c>.</param>
/// <param name="Query">The query with its question mark, or nothing.</param>
public sealed record SimulatedRequest(DateTimeOffset At, string Path, string Query);

/// <summary>Counts by path, and the newest requests.</summary>
internal sealed class RequestLog
{
    private const int Kept = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly Queue<SimulatedRequest> _newest = new();

    public IReadOnlyDictionary<string, int> Counts
    {
        get
        {
            lock (_gate)
            {
                return new Dictionary<string, int>(_counts, StringComparer.Ordinal);
            }
        }
    }

    public IReadOnlyList<SimulatedRequest> Newest
    {
        get
        {
            lock (_gate)
            {
                return [.. _newest];
            }
        }
    }

    public void Add(SimulatedRequest request)
    {
        lock (_gate)
        {
            // A client that requests ever new paths must not exhaust the memory.
            var key = _counts.Count < Kept || _counts.ContainsKey(request.Path) ? request.Path : "(other)";
            _counts[key] = _counts.GetValueOrDefault(key) + 1;
            _newest.Enqueue(request);
            if (_newest.Count > Kept)
            {
                _newest.Dequeue();
            }
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _counts.Clear();
            _newest.Clear();
        }
    }
}
