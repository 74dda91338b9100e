using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AgentBridge.Market;

/// <summary>Two means of one smoothing, such as those of rises and falls, for about the time of one: the operations of <see cref="RecursiveMean"/> on both at once.</summary>
/// <param name="mean">The smoothing; a mean that has seen no value.</param>
internal struct RecursiveMeanPair(RecursiveMean mean)
{
    // Until they are ready.
    private RecursiveMean _first = mean;
    private RecursiveMean _second = mean;

    private readonly Vector128<double> _alpha = Vector128.Create(mean.Alpha);
    private readonly Vector128<double> _alphaLow = Vector128.Create(mean.AlphaLow);
    private readonly Vector128<double> _beta = Vector128.Create(mean.Beta);
    private readonly Vector128<double> _betaLow = Vector128.Create(mean.BetaLow);
    private Vector128<double> _high;
    private Vector128<double> _low;

    /// <summary>Whether there are means.</summary>
    public bool IsReady { get; private set; }

    /// <summary>The means; of meaning once <see cref="IsReady"/>.</summary>
    public readonly Vector128<double> Values => _high + _low;

    /// <summary>The greater of the two.</summary>
    public readonly double Greatest => Math.Max(Values[0], Values[1]);

    /// <summary>Takes the next two values; finite ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Vector128<double> values)
    {
        if (!IsReady)
        {
            Seed(values);
            return;
        }

        var low = _low;
        _high = Step(_high, ref low, values);
        _low = low;
        if (Vector128.LessThanAny(Vector128.Abs(_high), Vector128.Create(RecursiveMean.Smallest)))
        {
            Fade(values);
        }
    }

    /// <summary>The same as <see cref="Add"/> for each value, writing the means in their place; once <see cref="IsReady"/>.</summary>
    /// <param name="first">The values of one mean.</param>
    /// <param name="second">As many of the other one.</param>
    public void AddAll(Span<double> first, Span<double> second)
    {
        var (high, low, smallest) = (_high, _low, Vector128.Create(RecursiveMean.Smallest));
        for (var i = 0; i < first.Length; i++)
        {
            var values = Vector128.Create(first[i], second[i]);
            high = Step(high, ref low, values);
            if (Vector128.LessThanAny(Vector128.Abs(high), smallest))
            {
                (_high, _low) = (high, low);
                Fade(values);
                (high, low) = (_high, _low);
            }

            var means = high + low;
            (first[i], second[i]) = (means[0], means[1]);
        }

        (_high, _low) = (high, low);
    }

    /// <summary>Multiplies both by a power of two.</summary>
    public void Scale(double powerOfTwo)
    {
        _high *= powerOfTwo;
        _low *= powerOfTwo;
    }

    /// <summary>Forgets every value.</summary>
    public void Reset()
    {
        _first.Reset();
        _second.Reset();
        IsReady = false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly Vector128<double> Step(Vector128<double> before, ref Vector128<double> low, Vector128<double> values)
    {
        var added = _alpha * values;
        var high = Fused.MultiplyAdd(_beta, before, added);
        var kept = _beta * before;
        var keptLow = Fused.MultiplyAdd(_beta, before, -kept);
        var sum = kept + added;
        var moved = sum - kept;
        var sumLow = (kept - (sum - moved)) + (added - moved);
        var lost = (sum - high) + (sumLow + keptLow);
        var addedLow = Fused.MultiplyAdd(_alphaLow, values, Fused.MultiplyAdd(_alpha, values, -added));
        low = Fused.MultiplyAdd(_beta, low, Fused.MultiplyAdd(_betaLow, before, lost + addedLow));
        return high;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Seed(Vector128<double> values)
    {
        _first.Add(values[0]);
        _second.Add(values[1]);
        if (_first.IsReady)
        {
            (_high, _low, IsReady) = (Vector128.Create(_first.High, _second.High), Vector128.Create(_first.Low, _second.Low), true);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Fade(Vector128<double> values)
    {
        var gone = Vector128.LessThan(Vector128.Abs(_high), Vector128.Create(RecursiveMean.Smallest)) & Vector128.Equals(values, Vector128<double>.Zero);
        (_high, _low) = (Vector128.AndNot(_high, gone), Vector128.AndNot(_low, gone));
    }
}
