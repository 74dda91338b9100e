using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>
/// The exponential moving average as a running value, with TA-Lib's seed: the first value is the mean of the first
/// <c>period</c> inputs, then <c>ema += 2/(period + 1)·(x - ema)</c>. A copy of the state is a clone.
/// </summary>
/// <remarks>
/// Carried in two doubles, so that a value is the exact one, rounded once (on a machine with fused multiply-add): averages
/// that start at different candles become equal to the bit, see <see cref="WarmUpOf"/>. An average below 1e-270 that only meets zeros becomes 0.
/// </remarks>
public partial struct EmaState
{
    private RecursiveMean _mean;

    /// <summary>Creates a state that has seen no value.</summary>
    /// <param name="period">Values in the average, from 1 to 10,000.</param>
    public EmaState(int period)
    {
        Period = WindowPeriod.Checked(period);
        _mean = RecursiveMean.Exponential(period);
    }

    /// <summary>Values in the average; 0 in the default value, which refuses every value.</summary>
    public int Period { get; }

    /// <summary>The current average; NaN until <see cref="IsReady"/>.</summary>
    public readonly double Value => _mean.Value;

    /// <summary>Whether the average has seen at least <see cref="Period"/> values.</summary>
    public readonly bool IsReady => _mean.IsReady;

    /// <summary>
    /// The number of values after which the average no longer depends, to the bit, on where it started. A strategy that uses the average
    /// states this number as its warm-up.
    /// </summary>
    /// <param name="period">Values in the average, from 1 to 10,000.</param>
    public static int WarmUpOf(int period) => WindowPeriod.Checked(period) + RecursiveMean.StepsToForget(2.0 / (period + 1));

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

        _mean.Add(value);
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

    /// <summary>Takes many values: <see cref="Update"/> for each, writing <see cref="Value"/>; NaN for one that is refused.</summary>
    /// <param name="values">The next values, oldest first.</param>
    /// <param name="destination">At least as long as the values.</param>
    public void UpdateAll(ReadOnlySpan<double> values, Span<double> destination)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var count = Period == 0 ? 0 : Columns.LengthWithin(values[i..], double.MaxValue);
            _mean.AddAll(values.Slice(i, count), destination[i..]);
            i += count;
            if (i < values.Length)
            {
                destination[i] = double.NaN;
            }
        }
    }

    /// <summary>Forgets every value.</summary>
    public void Reset() => _mean.Reset();
}
