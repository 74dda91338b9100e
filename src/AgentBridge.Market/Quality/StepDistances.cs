using System.Runtime.InteropServices;

namespace AgentBridge.Market;

/// <summary>Counts the distances between neighbouring times, one after the other; runs of the same cost an addition.</summary>
internal sealed class StepDistances
{
    private readonly Dictionary<long, long> _counts = [];
    private long _step;
    private long _run;

    /// <summary>Counts one distance; those of 0 don't count.</summary>
    public void Add(long distance)
    {
        if (distance == _step)
        {
            _run++;
            return;
        }

        Close();
        _step = distance;
        _run = 1;
    }

    /// <summary>The most frequent distance, of equally frequent ones the smallest; 0 if there is none.</summary>
    public long MostFrequent()
    {
        Close();
        var best = 0L;
        var most = 0L;
        foreach (var (step, count) in _counts)
        {
            if (count > most || (count == most && step < best))
            {
                best = step;
                most = count;
            }
        }

        return best;
    }

    private void Close()
    {
        if (_step > 0)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, _step, out _) += _run;
        }

        _run = 0;
    }
}
