using System.Runtime.InteropServices;

namespace AgentBridge.Market;

/// <summary>Counts the distances between neighbouring times, one after the other; runs of the same cost an addition.</summary>
internal sealed class StepDistances
{
    /// <summary>How often the greatest common divisor must occur to be the step: this often, and in every fiftieth distance.</summary>
    private const int LeastSparse = 100;

    private readonly Dictionary<long, long> _counts = [];
    private long _step;
    private long _run;
    private long _total;

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

    /// <summary>
    /// The step that the distances show: the most frequent one, of equally frequent ones the smallest. A market that trades now and then has more gaps
    /// than neighbours; there it is the divisor of all distances, if that itself occurs often enough. 0 if there is none.
    /// </summary>
    public long Step()
    {
        Close();
        var best = 0L;
        var most = 0L;
        var divisor = 0L;
        foreach (var (step, count) in _counts)
        {
            divisor = DivisorOf(divisor, step);
            if (count > most || (count == most && step < best))
            {
                best = step;
                most = count;
            }
        }

        return _counts.TryGetValue(divisor, out var occurs) && occurs >= LeastSparse && occurs >= _total / 50 ? divisor : best;
    }

    private static long DivisorOf(long one, long other)
    {
        while (other != 0)
        {
            (one, other) = (other, one % other);
        }

        return one;
    }

    private void Close()
    {
        if (_step > 0)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, _step, out _) += _run;
            _total += _run;
        }

        _run = 0;
    }
}
