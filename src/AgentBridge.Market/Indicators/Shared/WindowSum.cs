using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>
/// The sum and the mean of the last n values. Both are those of the exact sum, rounded once, and so depend on the values of the window alone.
/// (Exact: as long as the values' bits fit in about 100, which those of prices do; beyond that the rounding of a sum that lies within 2^-40 of a unit
/// of the last place from a tie may depend on where the walk began.)
/// </summary>
internal struct WindowSum(int length)
{
    /// <summary>No sum of 10,000 values up to this overflows.</summary>
    public const double Largest = double.MaxValue / 16_384;

    private BlockWindow<SumPart> _window = new(length);

    /// <summary>Whether n values were taken.</summary>
    public readonly bool IsFull => _window.IsFull;

    /// <summary>The sum of the last n values, or of all of them if there were fewer.</summary>
    public readonly double Sum => _window.Total.Sum.Rounded;

    /// <summary>The same in two doubles.</summary>
    public readonly DoubleDouble Exact => _window.Total.Sum;

    /// <summary>The mean of the last n values; NaN until there are n.</summary>
    public readonly double Mean => IsFull ? Exact.DividedBy(length) : double.NaN;

    /// <summary>Whether a value can be taken: it is finite, and no sum overflows with it. Ask before <see cref="Push"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Takes(double value) => Math.Abs(value) <= Largest;

    /// <summary>Takes the next value; one that <see cref="Takes"/> accepts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(double value) => _window.Push(value);

    /// <summary>The sum after one more value; nothing changes.</summary>
    public readonly DoubleDouble Peek(double value) => _window.Peek(value).Total.Sum;

    /// <summary>The mean after one more value; NaN if there are not n then. Nothing changes.</summary>
    public readonly double PeekMean(double value) => _window.IsFullAfterNext ? Peek(value).DividedBy(length) : double.NaN;

    public readonly WindowSum Clone()
    {
        var copy = this;
        copy._window = _window.Clone();
        return copy;
    }

    public void Reset() => _window.Reset();
}
