using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>
/// Wilder's smoothing, <c>mean = (1 - 1/n)·mean + 1/n·x</c>, in fours: a mean is the mean before its four, weighted by a power of
/// (1 - 1/n), plus a sum over the values of the four so far. Only the mean that ends a four waits for the one before, and only
/// it is carried forward, so only it is held in two doubles: the rounding error of a sum fades with its group of four and does not accumulate.
/// </summary>
internal struct WilderMean(int period)
{
    /// <summary>A group of four that ends below this ends at 0: the mean's lower part would soon be denormal.</summary>
    public const double Smallest = 1e-270;

    /// <summary>How many values a four has.</summary>
    public const int Width = WilderWeights.Powers.Count;

    public readonly WilderWeights Weights = new(period);

    /// <summary>The mean before the four.</summary>
    public double BaseHigh;
    public double BaseLow;

    private double _sum;
    private int _phase;

    /// <summary>The mean.</summary>
    public double Value { get; set; }

    /// <summary>Whether the next value starts a four.</summary>
    public readonly bool IsAligned => _phase == 0;

    public void Start(SeedMean seed)
    {
        (BaseHigh, BaseLow) = seed.Mean();
        Value = BaseHigh + BaseLow;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value)
    {
        var sum = Fused.MultiplyAdd(Weights.Beta[0], _sum, Weights.Alpha * value);
        var phase = _phase & (Width - 1);
        var power = Weights.Beta[phase];
        var high = Fused.MultiplyAdd(power, BaseHigh, sum);
        var rounded = Fused.MultiplyAdd(power, BaseHigh, -high) + sum;
        var low = Fused.MultiplyAdd(power, BaseLow, Fused.MultiplyAdd(Weights.BetaLow[phase], BaseHigh, rounded));
        Value = high + low;
        _phase = phase + 1;
        _sum = sum;
        if (phase == Width - 1)
        {
            var vanishes = high < Smallest;
            BaseHigh = vanishes ? 0 : high;
            BaseLow = vanishes ? 0 : low;
            _sum = 0;
            _phase = 0;
        }
    }
}
