using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>The mean of the last n values: that of the exact sum, rounded once. It depends on the values of the window alone.</summary>
internal struct WindowMean(int length)
{
    private readonly WholeDivisor _count = new(length);
    private ExactWindow<WholeSum, SumPart> _window = new(length);

    /// <summary>Whether n values were taken.</summary>
    public readonly bool IsFull => _window.IsFull;

    /// <summary>The mean; NaN until there are n values.</summary>
    public readonly double Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Of(in _window);
    }

    /// <summary>The sum of the last n values; of meaning once there are n.</summary>
    public readonly DoubleDouble Sum => SumOf(in _window);

    /// <summary>Takes the next value.</summary>
    /// <returns>Whether it was taken; not one that <see cref="WindowSum.Takes"/> does not accept.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPush(double value)
    {
        if (_window.TryPush(value))
        {
            return true;
        }

        if (!WindowSum.Takes(value))
        {
            return false;
        }

        _window.Push(value);
        return true;
    }

    /// <summary>Takes many values, and writes <see cref="Value"/> behind each; NaN for one that is refused.</summary>
    public void PushAll(ReadOnlySpan<double> values, Span<double> destination)
    {
        var taken = 0;
        for (var i = 0; i < values.Length; i++)
        {
            // Behind so many values in a row, all that leave the window are among them.
            if (taken >= length + WholeMeanRun.Lanes)
            {
                i += PushRun(values, i, destination);
                taken = 0;
                if (i == values.Length)
                {
                    break;
                }
            }

            var isTaken = TryPush(values[i]);
            destination[i] = isTaken ? Value : double.NaN;
            taken = isTaken ? taken + 1 : 0;
        }
    }

    /// <summary>The mean after one more value; NaN if there are not n then. Nothing changes.</summary>
    public readonly double Peek(double value)
    {
        var next = _window.Peek(value);
        return Of(in next);
    }

    /// <summary>The sum after one more value; nothing changes.</summary>
    public readonly DoubleDouble PeekSum(double value)
    {
        var next = _window.Peek(value);
        return SumOf(in next);
    }

    public readonly WindowMean Clone()
    {
        var copy = this;
        copy._window = _window.Clone();
        return copy;
    }

    public void Reset() => _window.Reset();

    private int PushRun(ReadOnlySpan<double> values, int start, Span<double> destination)
    {
        var count = WholeMeanRun.Run(_count, values, start, destination);
        if (count > 0)
        {
            _window.GoOnBehind(values.Slice(start + count - length, length));
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly double Of(ref readonly ExactWindow<WholeSum, SumPart> window)
    {
        if (window.IsWhole)
        {
            return window.Units.Mean(window.Whole.High, window.Whole.Low, _count);
        }

        return window.IsFull ? _count.Of(window.Total.Sum) : double.NaN;
    }

    private readonly DoubleDouble SumOf(ref readonly ExactWindow<WholeSum, SumPart> window) =>
        window.IsWhole ? window.Units.Sum(window.Whole.High, window.Whole.Low, _count) : window.Total.Sum;
}
