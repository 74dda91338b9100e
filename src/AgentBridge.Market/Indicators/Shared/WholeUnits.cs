using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AgentBridge.Market;

/// <summary>
/// Positive values of near size as whole numbers: a double that is at least b is a whole multiple of b's unit in the last place. The sums of
/// a window of such numbers are exact in integers, whatever came and went before, and cost an addition and a subtraction a value.
/// </summary>
internal readonly struct WholeUnits
{
    /// <summary>Up to it the sums fit: n²·2^106 into 128 bits and n·2^53 into 63.</summary>
    public const int LongestWindow = 1_024;

    /// <summary>2^53: a difference of so many units is a double.</summary>
    public const double MostUnits = 9_007_199_254_740_992;

    /// <summary>Units of doubles in this range, and the quotients of such units, are normal numbers.</summary>
    public const double SmallestBase = 1e-200;

    /// <inheritdoc cref="SmallestBase"/>
    public const double LargestBase = 1e200;

    private readonly double _base;
    private readonly double _most;
    private readonly double _perUnit;
    private readonly double _unit;

    private WholeUnits(double least, double unit, double mostUnits)
    {
        _base = least;
        _unit = unit;
        _perUnit = 1 / unit;
        _most = least + (mostUnits * unit);
    }

    /// <summary>Units that hold no value.</summary>
    public static WholeUnits None => new(1, 1, -1);

    /// <summary>The value that is 0 units.</summary>
    public double Base => _base;

    /// <summary>The greatest value that they hold.</summary>
    public double Most => _most;

    /// <summary>The size of a unit, a power of two.</summary>
    public double Unit => _unit;

    /// <summary>Whether they hold any value.</summary>
    public bool IsSet
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _most >= _base;
    }

    /// <summary>Whether a value is a whole number of units, and not too large.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Holds(double value) => value >= _base && value <= _most;

    /// <summary>The number of units of a value that <see cref="Holds"/> accepts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Of(double value) => double.ConvertToIntegerNative<long>((value - _base) * _perUnit);

    /// <summary>The value of a number of units.</summary>
    public double ValueOf(long number) => _base + (number * _unit);

    /// <summary>The units for values, with room for some more below and above.</summary>
    /// <param name="values">At least one.</param>
    /// <param name="mostUnits">The number of units of the greatest value that they shall hold, at most <see cref="MostUnits"/>.</param>
    /// <param name="units">Receives units in which every value is a whole number; none if there are no such units.</param>
    /// <returns>Whether there are such units.</returns>
    public static bool TryFit(ReadOnlySpan<double> values, double mostUnits, out WholeUnits units)
    {
        var (least, greatest) = (values[0], values[0]);
        foreach (var value in values)
        {
            (least, greatest) = (Math.Min(least, value), Math.Max(greatest, value));
        }

        units = None;
        if (!(least >= SmallestBase && greatest <= LargestBase))
        {
            return false;
        }

        foreach (var share in (ReadOnlySpan<double>)[0.9, 0.98])
        {
            var lowest = share * least;
            units = new WholeUnits(lowest, Math.BitIncrement(lowest) - lowest, mostUnits);
            if (units.Holds(greatest * 1.02))
            {
                return true;
            }
        }

        units = None;
        return false;
    }

    /// <summary>The weighted mean of values, rounded once.</summary>
    /// <param name="high">A part of the weighted sum of their units: a multiple of 2^32.</param>
    /// <param name="low">The rest of it, below 2^52.</param>
    /// <param name="weights">The sum of the weights.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Mean(double high, double low, in WholeDivisor weights)
    {
        // A quotient, what it differs by from the exact one (a small whole number of units over the divisor), and the two rounded together. All
        // but the last step is exact, or has so many bits more than a tie between two doubles needs that it is recognised.
        var quotient = Fused.MultiplyAdd(high + low, weights.Reciprocal * _unit, _base);
        var rest = Fused.MultiplyAdd((_base - quotient) * _perUnit, weights.Value, high) + low;
        return quotient + (Fused.MultiplyAdd(rest, weights.Reciprocal, rest * weights.ReciprocalLow) * _unit);
    }

    /// <summary>Four means at once; equal to the scalar result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<double> Mean(Vector256<double> high, Vector256<double> low, in WholeDivisor weights)
    {
        var (reciprocal, start) = (Vector256.Create(weights.Reciprocal), Vector256.Create(_base));
        var quotient = Fused.MultiplyAdd(high + low, Vector256.Create(weights.Reciprocal * _unit), start);
        var rest = Fused.MultiplyAdd((start - quotient) * Vector256.Create(_perUnit), Vector256.Create(weights.Value), high) + low;
        return quotient + (Fused.MultiplyAdd(rest, reciprocal, rest * Vector256.Create(weights.ReciprocalLow)) * Vector256.Create(_unit));
    }

    /// <summary>The sum of values, exactly.</summary>
    /// <param name="high">A part of the sum of their units: a multiple of 2^32.</param>
    /// <param name="low">The rest of it, below 2^52.</param>
    /// <param name="count">How many values.</param>
    public DoubleDouble Sum(double high, double low, in WholeDivisor count) => DoubleDouble.Product(_base, count.Value) + (high * _unit) + (low * _unit);
}
