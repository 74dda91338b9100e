using System.Runtime.InteropServices;

namespace AgentBridge.Market;

/// <summary>Counts the distances between neighbouring times, one after the other; runs of the same cost an addition.</summary>
internal sealed class StepDistances
{
    /// <summary>How often the greatest common divisor must occur to be the step: this often, and in every fiftieth distance.</summary>
    private const int LeastSparse = 100;

    /// <summary>How often it must occur at least, where the most frequent distance is not the step of most.</summary>
    private const int LeastOccurrences = 3;

    /// <summary>The share of distances that are multiples of a file's step, even if some rows are off its grid.</summary>
    private const double MostOfAll = 0.9;

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
        var (most, divisor) = Read();
        var occurs = _counts.GetValueOrDefault(divisor);
        return (occurs >= LeastSparse && occurs >= _total / 50) || (_total >= LeastSparse && occurs >= LeastOccurrences && MayBeStep(divisor, most)) ? divisor : most;
    }

    /// <summary>Whether candles of a length can have these distances: it is the step that they show, or, where they show none clearly, it divides all of them.</summary>
    /// <param name="length">The length of a candle, in milliseconds.</param>
    public bool Fit(long length)
    {
        var (most, divisor) = Read();
        return Step() == length || (length > 0 && divisor % length == 0 && MayBeStep(length, most));
    }

    /// <summary>Whether a step can be true although another distance is more frequent: too few distances are multiples of that one.</summary>
    private bool MayBeStep(long step, long most) =>
        step > 0 && step % 1_000 == 0 && _counts.Where(distance => distance.Key % most == 0).Sum(distance => distance.Value) < _total * MostOfAll;

    private (long Most, long Divisor) Read()
    {
        Close();
        var (best, most, divisor) = (0L, 0L, 0L);
        foreach (var (step, count) in _counts)
        {
            divisor = DivisorOf(divisor, step);
            if (count > most || (count == most && step < best))
            {
                (best, most) = (step, count);
            }
        }

        return (best, divisor);
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
