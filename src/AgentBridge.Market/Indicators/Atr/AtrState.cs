using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>
/// Wilder's average true range as a running value, with TA-Lib's seed: the true range starts at the second bar, the first
/// value is the mean of the first <c>period</c> true ranges (at bar <c>period</c>, counted from 0), then
/// <c>atr = (1 - 1/period)·atr + 1/period·TR</c>. The one kernel: batch (<see cref="Atr"/>) runs it too and is equal to the bit.
/// A copy of the state is a clone.
/// </summary>
/// <remarks>
/// The average is carried in two doubles, so that rounding does not add up over a history: on a machine with fused
/// multiply-add (every x64 since 2013, every ARM64) the value is that of the exact average of the true ranges, rounded once, and no longer depends,
/// to the bit, on where it started (<see cref="WarmUpOf"/>). Without it the last bits differ (within 1e-12 of the exact value, relative). An average
/// below 1e-270 that meets a range of 0 becomes 0: after about 8,500 bars without any movement, where other implementations crawl through denormal numbers.
/// </remarks>
public partial struct AtrState
{
    private RecursiveMean _mean;
    private double _previousClose;

    /// <summary>Creates a state of period 14 that has seen no bar.</summary>
    public AtrState()
        : this(14)
    {
    }

    /// <summary>Creates a state that has seen no bar.</summary>
    /// <param name="period">True ranges in the average, from 1 to 10,000.</param>
    public AtrState(int period)
    {
        Period = WindowPeriod.Checked(period);
        _mean = RecursiveMean.Wilder(period);
        _previousClose = double.NaN;
    }

    /// <summary>True ranges in the average; 0 in the default value, which refuses every bar.</summary>
    public int Period { get; }

    /// <summary>The current average, ≥ 0; NaN until <see cref="IsReady"/>.</summary>
    public readonly double Value => _mean.Value;

    /// <summary>Whether enough bars were seen.</summary>
    public readonly bool IsReady => _mean.IsReady;

    /// <summary>The number of bars after which the average no longer depends, to the bit, on where it started.</summary>
    /// <param name="period">True ranges in the average, from 1 to 10,000.</param>
    public static int WarmUpOf(int period) => WindowPeriod.Checked(period) + 1 + RecursiveMean.StepsToForget(1.0 / period);

    /// <summary>Takes one closed bar.</summary>
    /// <param name="high">The highest price of the bar.</param>
    /// <param name="low">The lowest.</param>
    /// <param name="close">The last.</param>
    /// <returns>Whether the bar was taken; one with a value that is not finite, or a high below its low, is refused and changes nothing.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Update(double high, double low, double close)
    {
        if (!IsReady)
        {
            return WarmUp(high, low, close);
        }

        var range = TrueRange.Of(high, low, _previousClose);
        if (!TrueRange.IsTaken(high, low, close, range))
        {
            return false;
        }

        _mean.Add(range);
        _previousClose = close;
        return true;
    }

    /// <summary>The value of <see cref="Value"/> after a forming bar; the state does not change.</summary>
    /// <param name="high">The high so far.</param>
    /// <param name="low">The low so far.</param>
    /// <returns>The average; NaN if it is not ready or <see cref="Update"/> would refuse the bar.</returns>
    public readonly double Peek(double high, double low)
    {
        // The close of the forming bar does not enter its own true range.
        var copy = this;
        return copy.Update(high, low, low) ? copy.Value : double.NaN;
    }

    /// <summary>Forgets every bar.</summary>
    public void Reset()
    {
        _mean.Reset();
        _previousClose = double.NaN;
    }

    /// <summary>The same as <see cref="Update"/> for each bar, writing <see cref="Value"/> (NaN for a refused bar).</summary>
    internal void UpdateAll(ReadOnlySpan<double> highs, ReadOnlySpan<double> lows, ReadOnlySpan<double> closes, Span<double> destination)
    {
        var bar = 0;
        for (; bar < highs.Length && !IsReady; bar++)
        {
            destination[bar] = WarmUp(highs[bar], lows[bar], closes[bar]) ? Value : double.NaN;
        }

        if (IsReady)
        {
            AtrBatch.Run(ref _mean, ref _previousClose, highs[bar..], lows[bar..], closes[bar..], destination[bar..]);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool WarmUp(double high, double low, double close)
    {
        if (Period == 0)
        {
            return false;
        }

        // Before the first close there is no true range, but the bar is checked all the same.
        var isFirst = double.IsNaN(_previousClose);
        var range = TrueRange.Of(high, low, isFirst ? close : _previousClose);
        if (!TrueRange.IsTaken(high, low, close, range))
        {
            return false;
        }

        _previousClose = close;
        if (!isFirst)
        {
            _mean.Add(range);
        }

        return true;
    }
}
