using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>
/// The exponential moving average as a running value, with TA-Lib's seed: the first value is the mean of the first
/// <c>period</c> inputs, then <c>ema += 2/(period + 1)·(x - ema)</c>. A copy of the state is a clone.
/// </summary>
/// <remarks>
/// Carried in two doubles, so that a value is the exact one, rounded once (on a machine with fused multiply-add): averages
/// that start at different candles become equal to the bit, see <see cref="WarmUpOf"/>.
/// </remarks>
public partial struct EmaState
{
    /// <summary>The weight that the start may still have: 2^-80, far below a double's precision.</summary>
    private const double StartBits = 80;

    private readonly double _alpha;
    private readonly double _alphaRest;
    private SeedMean _seed;
    private double _high;
    private double _low;

    /// <summary>Creates a state that has seen no value.</summary>
    /// <param name="period">Values in the average, from 1 to 10,000.</param>
    public EmaState(int period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(period, 10_000);
        Period = period;
        _alpha = 2.0 / (period + 1);
        _alphaRest = Fused.DivisionRest(2.0, period + 1, _alpha);
        Reset();
    }

    /// <summary>Values in the average; 0 in the default value, which refuses every value.</summary>
    public int Period { get; }

    /// <summary>The current average; NaN until <see cref="IsReady"/>.</summary>
    public readonly double Value => IsReady ? _high : double.NaN;

    /// <summary>Whether the average has seen at least <see cref="Period"/> values.</summary>
    public bool IsReady { get; private set; }

    /// <summary>
    /// The number of values after which the average no longer depends, to the bit, on where it started. A strategy that uses the average
    /// states this number as its warm-up.
    /// </summary>
    /// <param name="period">Values in the average, from 1 to 10,000.</param>
    public static int WarmUpOf(int period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(period, 10_000);
        return period == 1 ? 1 : period + (int)Math.Ceiling(StartBits * Math.Log(2) / -Math.Log(1 - (2.0 / (period + 1))));
    }

    /// <summary>Takes one value.</summary>
    /// <param name="value">The next input of the average.</param>
    /// <returns>Whether it was taken; one that is not finite is refused and changes nothing.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Update(double value)
    {
        if (!double.IsFinite(value) || Period == 0)
        {
            return false;
        }

        if (!IsReady)
        {
            WarmUp(value);
            return true;
        }

        // The distance, then alpha times it, then the sum: each with its rounding error.
        var distance = value - _high;
        var back = distance - value;
        var distanceRest = (value - (distance - back)) - (_high + back) - _low;
        var step = _alpha * distance;
        var stepRest = Fused.MultiplyAdd(_alpha, distance, -step) + Fused.MultiplyAdd(_alpha, distanceRest, _alphaRest * distance);
        var sum = _high + step;
        var moved = sum - _high;
        var rest = (_high - (sum - moved)) + (step - moved) + (_low + stepRest);
        _high = sum + rest;
        _low = rest - (_high - sum);
        return true;
    }

    /// <summary>The value of <see cref="Value"/> after one more value; the state does not change.</summary>
    /// <param name="value">The next input of the average.</param>
    /// <returns>The average; NaN if it is not ready or <see cref="Update"/> would refuse the value.</returns>
    public readonly double Peek(double value)
    {
        var copy = this;
        return copy.Update(value) ? copy.Value : double.NaN;
    }

    /// <summary>Forgets every value.</summary>
    public void Reset()
    {
        _seed = new SeedMean(Period);
        _high = 0;
        _low = 0;
        IsReady = false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WarmUp(double value)
    {
        if (_seed.Add(value))
        {
            (_high, _low) = _seed.Mean();
            (_high, _low) = (_high + _low, _low - ((_high + _low) - _high));
            IsReady = true;
        }
    }
}
