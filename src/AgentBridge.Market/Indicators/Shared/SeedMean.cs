namespace AgentBridge.Market;

/// <summary>The mean of the first ranges, summed in two doubles; a sum beyond the largest double continues at a smaller scale.</summary>
internal struct SeedMean(int period)
{
    /// <summary>At least as small as 1 / the longest period; a power of two, so nothing is lost.</summary>
    private const double SmallScale = 1.0 / 16_384;

    private double _sum;
    private double _rest;
    private double _scale = 1;
    private int _count;

    /// <summary>Adds one range.</summary>
    /// <returns>Whether that was the last one.</returns>
    public bool Add(double range)
    {
        if (double.IsInfinity(_sum + (range * _scale)))
        {
            _sum *= SmallScale;
            _rest *= SmallScale;
            _scale = SmallScale;
        }

        var added = range * _scale;
        var sum = _sum + added;

        // Knuth's two-sum: the rounding error of the addition.
        var back = sum - _sum;
        _rest += (_sum - (sum - back)) + (added - back);
        _sum = sum;
        return ++_count == period;
    }

    /// <summary>The mean as an unevaluated sum of two doubles.</summary>
    public readonly (double High, double Low) Mean()
    {
        var high = _sum / period;
        var low = Fused.DivisionRest(_sum, period, high) + (_rest / period);
        return (high / _scale, low / _scale);
    }
}
