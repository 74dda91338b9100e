using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>The sum of the last values, added up anew each time; for windows that are shorter than what else would be kept.</summary>
internal struct ShortSum(int length)
{
    /// <summary>The longest window.</summary>
    public const int Longest = 4;

    private double _fourth;
    private double _third;
    private double _second;
    private double _newest;
    private int _count;

    /// <summary>Whether n values were taken.</summary>
    public readonly bool IsFull => _count == length;

    /// <summary>Whether n values will be taken after one more.</summary>
    public readonly bool IsFullAfterNext => _count >= length - 1;

    /// <summary>The sum of the last n values, the oldest first; or of all if there were fewer.</summary>
    public readonly DoubleDouble Total
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => length switch
        {
            1 => new DoubleDouble(_newest, 0),
            2 => DoubleDouble.Sum(_second, _newest),
            3 => DoubleDouble.Sum(_third, _second) + _newest,
            _ => DoubleDouble.Sum(_fourth, _third) + _second + _newest,
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(double value)
    {
        (_fourth, _third, _second, _newest) = (_third, _second, _newest, value);
        _count += _count == length ? 0 : 1;
    }

    public readonly DoubleDouble Peek(double value)
    {
        var copy = this;
        copy.Push(value);
        return copy.Total;
    }

    public void Reset() => this = new ShortSum(length);
}
