using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>The mean of the last n values, weighted by 1 for the oldest to n for the newest: the exact one, rounded once.</summary>
internal struct WindowWeightedMean(int length)
{
    /// <summary>No weighted sum of n values up to this overflows.</summary>
    private readonly double _largest = Math.Min(double.MaxValue / (4.0 * length * length), WindowSum.Largest);

    private readonly WholeDivisor _weights = new(length * (length + 1.0) / 2);
    private ExactWindow<WholeWeightedSum, WeightedPart> _window = new(length);

    /// <summary>Whether n values were taken.</summary>
    public readonly bool IsFull => _window.IsFull;

    /// <summary>The mean; NaN until <see cref="IsFull"/>.</summary>
    public readonly double Mean
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Of(in _window);
    }

    /// <summary>Whether a value can be taken.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Takes(double value) => Math.Abs(value) <= _largest;

    /// <summary>Takes the next value.</summary>
    /// <returns>Whether it was taken; not one that <see cref="Takes"/> does not accept.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPush(double value)
    {
        if (_window.TryPush(value))
        {
            return true;
        }

        if (!Takes(value))
        {
            return false;
        }

        _window.Push(value);
        return true;
    }

    /// <summary>Takes many values, and writes <see cref="Mean"/> behind each; NaN for one that is refused.</summary>
    public void PushAll(ReadOnlySpan<double> values, Span<double> means)
    {
        Span<double> buffer = values.Length > length ? stackalloc double[WholeWeightedRun.Buffer] : [];
        var (taken, isBehind) = (0, false);
        for (var i = 0; i < values.Length;)
        {
            // Behind so many values in a row, all that leave the window are among them.
            if (taken >= length)
            {
                var count = WholeWeightedRun.Run(length, _weights, values, i, means, buffer);
                i += count;
                isBehind |= count > 0;
                taken = count > 0 ? taken : length / 2;
                continue;
            }

            if (isBehind)
            {
                _window.GoOnBehind(values.Slice(i - length, length));
                isBehind = false;
            }

            var isTaken = TryPush(values[i]);
            taken = isTaken ? taken + 1 : 0;
            means[i] = isTaken ? Mean : double.NaN;
            i++;
        }

        if (isBehind)
        {
            _window.GoOnBehind(values[^length..]);
        }
    }

    /// <summary>The mean after one more value; NaN if there are not n then. Nothing changes.</summary>
    public readonly double PeekMean(double value)
    {
        var next = _window.Peek(value);
        return Of(in next);
    }

    public readonly WindowWeightedMean Clone()
    {
        var copy = this;
        copy._window = _window.Clone();
        return copy;
    }

    public void Reset() => _window.Reset();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly double Of(ref readonly ExactWindow<WholeWeightedSum, WeightedPart> window)
    {
        if (window.IsWhole)
        {
            return window.Units.Mean(window.Whole.High, window.Whole.Low, _weights);
        }

        return window.IsFull ? _weights.Of(DoubleDouble.Product(window.Origin, _weights.Value) + window.Total.Weighted) : double.NaN;
    }
}
