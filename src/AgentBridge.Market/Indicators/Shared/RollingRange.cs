using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>The highest high and the lowest low of the last n bars.</summary>
internal struct RollingRange(int window)
{
    private RollingExtreme _highs = new(window);
    private RollingExtreme _negatedLows = new(window);

    /// <summary>The highest high of the last n bars.</summary>
    public readonly double Highest => _highs.Value;

    /// <summary>The lowest low of the last n bars.</summary>
    public readonly double Lowest => 0 - _negatedLows.Value;

    /// <summary>Whether there were at least n bars.</summary>
    public readonly bool IsFull => _highs.IsFull;

    /// <summary>Whether one more bar makes <see cref="IsFull"/> true, or it already is.</summary>
    public readonly bool IsFullNext => _highs.IsFullNext;

    /// <summary>Takes the next bar; high and low are finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(double high, double low)
    {
        _highs.Push(high);
        _negatedLows.Push(-low);
    }

    /// <summary>What <see cref="Highest"/> and <see cref="Lowest"/> would be after <see cref="Push"/>.</summary>
    public readonly (double Highest, double Lowest) Peek(double high, double low) => (_highs.Peek(high), 0 - _negatedLows.Peek(-low));

    /// <summary>A copy with buffers of its own; an assigned struct shares them.</summary>
    public readonly RollingRange Clone()
    {
        var copy = this;
        (copy._highs, copy._negatedLows) = (_highs.Clone(), _negatedLows.Clone());
        return copy;
    }

    public void Reset()
    {
        _highs.Reset();
        _negatedLows.Reset();
    }
}
