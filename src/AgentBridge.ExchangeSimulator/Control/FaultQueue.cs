namespace AgentBridge.ExchangeSimulator;

/// <summary>The faults that wait for requests.</summary>
internal sealed class FaultQueue
{
    private readonly Lock _gate = new();
    private readonly List<SimulatedFault> _faults = [];

    public IReadOnlyList<SimulatedFault> Waiting
    {
        get
        {
            lock (_gate)
            {
                return [.. _faults];
            }
        }
    }

    public void Add(SimulatedFault fault)
    {
        lock (_gate)
        {
            _faults.Add(fault);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _faults.Clear();
        }
    }

    /// <summary>The fault for a request; its count is decremented.</summary>
    public SimulatedFault? Take(string path)
    {
        lock (_gate)
        {
            var index = _faults.FindIndex(f => path.StartsWith(f.PathPrefix, StringComparison.Ordinal));
            if (index < 0)
            {
                return null;
            }

            var fault = _faults[index];
            switch (fault.Count)
            {
                case 1:
                    _faults.RemoveAt(index);
                    break;
                case { } count:
                    _faults[index] = fault with { Count = count - 1 };
                    break;
                default:
                    break;
            }

            return fault;
        }
    }
}
