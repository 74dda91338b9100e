namespace AgentBridge.Market;

/// <summary>
/// Moving average convergence divergence: the fast exponential average less the slow one, and the exponential average of that, the signal line.
/// The first values of the averages are means, as in TA-Lib: both of them over values that end at bar <c>slow - 1</c>; with Skender's seeds the fast one over the first
/// <c>fast</c> values. A copy of the state is a clone.
/// </summary>
public partial struct MacdState
{
    private RecursiveMean _fast;
    private RecursiveMean _slow;
    private RecursiveMean _signal;
    private int _skipped;

    /// <summary>Creates a state that has seen no value, with TA-Lib's seeds.</summary>
    /// <param name="fast">Values in the fast average, from 1 to 9,999.</param>
    /// <param name="slow">Values in the slow average, more than in the fast one, to 10,000.</param>
    /// <param name="signal">Values in the signal line, from 1 to 10,000.</param>
    public MacdState(int fast, int slow, int signal)
        : this(fast, slow, signal, false)
    {
    }

    /// <summary>Creates a state that has seen no value.</summary>
    /// <param name="fast">Values in the fast average, from 1 to 9,999.</param>
    /// <param name="slow">Values in the slow average, more than in the fast one, to 10,000.</param>
    /// <param name="signal">Values in the signal line, from 1 to 10,000.</param>
    /// <param name="skenderSeeds">Whether the fast average begins with the first values (Skender) instead of those that end with the slow one's (TA-Lib).</param>
    public MacdState(int fast, int slow, int signal, bool skenderSeeds)
    {
        Fast = WindowPeriod.Checked(fast);
        Slow = WindowPeriod.Checked(slow, fast + 1);
        Signal = WindowPeriod.Checked(signal);
        HasSkenderSeeds = skenderSeeds;
        _fast = RecursiveMean.Exponential(fast);
        _slow = RecursiveMean.Exponential(slow);
        _signal = RecursiveMean.Exponential(signal);
        Reset();
    }

    /// <summary>Values in the fast average.</summary>
    public int Fast { get; }

    /// <summary>Values in the slow average; 0 in the default value, which refuses every value.</summary>
    public int Slow { get; }

    /// <summary>Values in the signal line.</summary>
    public int Signal { get; }

    /// <summary>Whether the fast average begins with the first values.</summary>
    public bool HasSkenderSeeds { get; }

    /// <summary>Whether the signal line has a value.</summary>
    public readonly bool IsReady => _signal.IsReady;

    /// <summary>The fast average less the slow one; NaN until both have a value.</summary>
    public readonly double Value => _fast.Value - _slow.Value;

    /// <summary>The signal line; NaN until <see cref="IsReady"/>.</summary>
    public readonly double SignalLine => _signal.Value;

    /// <summary><see cref="Value"/> less <see cref="SignalLine"/>; NaN until <see cref="IsReady"/>.</summary>
    public readonly double Histogram => Value - SignalLine;

    /// <summary>The number of values after which the lines no longer depend, to the bit, on where they started.</summary>
    /// <param name="slow">Values in the slow average, from 2 to 10,000.</param>
    /// <param name="signal">Values in the signal line, from 1 to 10,000.</param>
    public static int WarmUpOf(int slow, int signal) => EmaState.WarmUpOf(slow) + EmaState.WarmUpOf(signal) - 1;

    /// <summary>Takes one value.</summary>
    /// <param name="value">The next value.</param>
    /// <returns>Whether it was taken; one that is not finite, or beyond 1e304, is refused and changes nothing.</returns>
    public bool Update(double value)
    {
        if (!WindowSum.Takes(value) || Slow == 0)
        {
            return false;
        }

        _slow.Add(value);
        if (_skipped > 0)
        {
            _skipped--;
        }
        else
        {
            _fast.Add(value);
        }

        if (_slow.IsReady)
        {
            _signal.Add(Value);
        }

        return true;
    }

    /// <summary>What <see cref="Value"/>, <see cref="SignalLine"/> and <see cref="Histogram"/> would be after one more value; the state does not change.</summary>
    /// <param name="value">The next value.</param>
    /// <returns>The lines; NaN where they are not ready or <see cref="Update"/> would refuse the value.</returns>
    public readonly (double Value, double SignalLine, double Histogram) Peek(double value)
    {
        var copy = this;
        return copy.Update(value) ? (copy.Value, copy.SignalLine, copy.Histogram) : (double.NaN, double.NaN, double.NaN);
    }

    /// <summary>Takes many values: <see cref="Update"/> for each; NaN for one that is refused.</summary>
    /// <param name="values">The next values, oldest first.</param>
    /// <param name="macd">At least as long as the values.</param>
    /// <param name="signal">At least as long as the values.</param>
    /// <param name="histogram">At least as long as the values.</param>
    public void UpdateAll(ReadOnlySpan<double> values, Span<double> macd, Span<double> signal, Span<double> histogram)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var count = IsReady ? Columns.LengthWithin(values[i..], WindowSum.Largest) : 0;
            AddAll(values.Slice(i, count), macd[i..], signal[i..], histogram[i..]);
            i += count;
            if (i < values.Length)
            {
                (macd[i], signal[i], histogram[i]) = Update(values[i]) ? (Value, SignalLine, Histogram) : (double.NaN, double.NaN, double.NaN);
            }
        }
    }

    /// <summary>Forgets every value.</summary>
    public void Reset()
    {
        _fast.Reset();
        _slow.Reset();
        _signal.Reset();
        _skipped = HasSkenderSeeds ? 0 : Slow - Fast;
    }

    /// <summary>Values that are taken, once everything is ready; in pieces that stay in the cache.</summary>
    private void AddAll(ReadOnlySpan<double> values, Span<double> macd, Span<double> signal, Span<double> histogram)
    {
        const int Piece = 1_024;
        for (var start = 0; start < values.Length; start += Piece)
        {
            var piece = values[start..Math.Min(start + Piece, values.Length)];
            var lines = macd.Slice(start, piece.Length);
            var slow = histogram.Slice(start, piece.Length);
            _fast.AddAll(piece, lines);
            _slow.AddAll(piece, slow);
            Columns.Subtract(lines, slow, lines);
            _signal.AddAll(lines, signal[start..]);
            Columns.Subtract(lines, signal.Slice(start, piece.Length), slow);
        }
    }
}
