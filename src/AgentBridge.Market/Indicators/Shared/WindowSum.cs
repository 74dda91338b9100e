using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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

    private readonly WholeDivisor _count = new(length);
    private readonly bool _isShort = length <= ShortSum.Longest;
    private ShortSum _recent = new(length);
    private BlockWindow<SumPart> _window = length <= ShortSum.Longest ? default : new(length);

    /// <summary>Whether n values were taken.</summary>
    public readonly bool IsFull => _isShort ? _recent.IsFull : _window.IsFull;

    /// <summary>The sum of the last n values, or of all of them if there were fewer.</summary>
    public readonly double Sum => Exact.Rounded;

    /// <summary>The mean of the last n values; NaN until there are n.</summary>
    public readonly double Mean
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsFull ? _count.Of(Exact) : double.NaN;
    }

    private readonly DoubleDouble Exact
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _isShort ? _recent.Total : _window.Total.Sum;
    }

    /// <summary>Whether a value can be taken: it is finite, and no sum overflows with it. Ask before <see cref="Push"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Takes(double value) => Math.Abs(value) <= Largest;

    /// <summary>Takes the next value; one that <see cref="Takes"/> accepts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(double value)
    {
        if (_isShort)
        {
            _recent.Push(value);
        }
        else
        {
            _window.Push(value);
        }
    }

    /// <summary>Takes many values that <see cref="Takes"/> accepts, and writes <see cref="Mean"/> behind each.</summary>
    /// <param name="values">The next values, oldest first.</param>
    /// <param name="means">As long as the values; other memory.</param>
    public void PushAll(ReadOnlySpan<double> values, Span<double> means)
    {
        var i = 0;
        if (_isShort && Vector256.IsHardwareAccelerated && values.Length >= 2 * ShortSum.Longest)
        {
            for (; i < length - 1; i++)
            {
                Push(values[i]);
                means[i] = Mean;
            }

            i = ShortMeans.Run(values, length, _count, means);
            foreach (var value in values.Slice(i - length, length))
            {
                Push(value);
            }
        }

        for (; i < values.Length; i++)
        {
            Push(values[i]);
            means[i] = Mean;
        }
    }

    /// <summary>The sum after one more value; nothing changes.</summary>
    public readonly DoubleDouble Peek(double value) => _isShort ? _recent.Peek(value) : _window.Peek(value).Total.Sum;

    /// <summary>The mean after one more value; NaN if there are not n then. Nothing changes.</summary>
    public readonly double PeekMean(double value) => (_isShort ? _recent.IsFullAfterNext : _window.IsFullAfterNext) ? _count.Of(Peek(value)) : double.NaN;

    public readonly WindowSum Clone()
    {
        var copy = this;
        copy._window = _isShort ? default : _window.Clone();
        return copy;
    }

    public void Reset()
    {
        _recent.Reset();
        if (!_isShort)
        {
            _window.Reset();
        }
    }
}
