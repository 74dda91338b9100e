using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>
/// The mean that moves by a fixed share towards each value, <c>mean = beta·mean + alpha·x</c> with beta = 1 - alpha: EMA (alpha = 2/(n + 1)) and Wilder's
/// smoothing (alpha = 1/n). The first mean is that of the first n values, or one that is set.
/// </summary>
/// <remarks>
/// Carried in two doubles, weights included, so that <see cref="Value"/> is the exact mean, rounded once (on a machine with fused multiply-add), and
/// no longer depends, to the bit, on where the walk began, once the start has faded (<see cref="StepsToForget"/>). The high part waits for one
/// multiply-add only; the low part takes up its rounding errors a step later.
/// </remarks>
internal partial struct RecursiveMean
{
    /// <summary>A mean below this that only meets zeros becomes 0: it would soon be denormal, which is slow.</summary>
    public const double Smallest = 1e-270;

    /// <summary>The weight that the start may still have: 2^-80, far below a double's precision.</summary>
    private const double StartBits = 80;

    private readonly double _alpha;
    private readonly double _alphaLow;
    private readonly double _beta;
    private readonly double _betaLow;
    private readonly int _period;
    private SeedMean _seed;
    private double _high;
    private double _low;

    private RecursiveMean(int period, double numerator, double denominator)
    {
        _period = period;
        _alpha = numerator / denominator;
        _alphaLow = Fused.DivisionRest(numerator, denominator, _alpha);
        _beta = (denominator - numerator) / denominator;
        _betaLow = Fused.DivisionRest(denominator - numerator, denominator, _beta);
        _seed = new SeedMean(period);
    }

    /// <summary>Whether there is a mean.</summary>
    public bool IsReady { get; private set; }

    /// <summary>The mean; NaN until <see cref="IsReady"/>.</summary>
    public readonly double Value => IsReady ? _high + _low : double.NaN;

    /// <summary>The weight of a new value.</summary>
    public readonly double Alpha => _alpha;

    /// <summary>What its rounding lost.</summary>
    public readonly double AlphaLow => _alphaLow;

    /// <summary>The weight of the mean.</summary>
    public readonly double Beta => _beta;

    /// <summary>What its rounding lost.</summary>
    public readonly double BetaLow => _betaLow;

    /// <summary>The upper part of the mean.</summary>
    public readonly double High => _high;

    /// <summary>The lower part.</summary>
    public readonly double Low => _low;

    /// <summary>alpha = 2/(n + 1).</summary>
    public static RecursiveMean Exponential(int period) => new(period, 2, period + 1.0);

    /// <summary>alpha = 1/n.</summary>
    public static RecursiveMean Wilder(int period) => new(period, 1, period);

    /// <summary>The values after the first mean until it no longer has an influence: its weight is below 2^-80.</summary>
    /// <param name="alpha">The weight of a new value, above 0.</param>
    public static int StepsToForget(double alpha) => alpha >= 1 ? 0 : (int)Math.Ceiling(StartBits * Math.Log(2) / -Math.Log(1 - alpha));

    /// <summary>Takes the next value; a finite one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value)
    {
        if (!IsReady)
        {
            Seed(value);
            return;
        }

        // The new high part is one rounding of beta·high + alpha·value. What the rounding lost goes to the low part, as do the weights' own low parts.
        var added = _alpha * value;
        var high = Fused.MultiplyAdd(_beta, _high, added);
        var kept = DoubleDouble.Product(_beta, _high);
        var sum = DoubleDouble.Sum(kept.High, added);
        var lost = (sum.High - high) + (sum.Low + kept.Low);
        var addedLow = Fused.MultiplyAdd(_alphaLow, value, Fused.MultiplyAdd(_alpha, value, -added));
        _low = Fused.MultiplyAdd(_beta, _low, Fused.MultiplyAdd(_betaLow, _high, lost + addedLow));
        _high = high;
        if (Math.Abs(high) < Smallest)
        {
            Fade(value);
        }
    }

    /// <summary>Begins at a mean of its own.</summary>
    public void Start(double mean)
    {
        _high = mean;
        _low = 0;
        IsReady = true;
    }

    /// <summary>Multiplies the mean by a power of two: for means of which only the ratio counts.</summary>
    public void Scale(double powerOfTwo)
    {
        _high *= powerOfTwo;
        _low *= powerOfTwo;
    }

    /// <summary>Forgets every value.</summary>
    public void Reset()
    {
        _seed = new SeedMean(_period);
        _high = 0;
        _low = 0;
        IsReady = false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Seed(double value)
    {
        if (_seed.Add(value))
        {
            (_high, _low) = _seed.Mean();
            IsReady = true;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Fade(double value)
    {
        if (value == 0)
        {
            _high = 0;
            _low = 0;
        }
    }
}
