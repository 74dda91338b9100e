using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>
/// The maximum of the last n values (of negated values: the minimum), in a few nanoseconds for any input: they are
/// taken in blocks of n, and a window is the end of one block and the start of the next (van Herk, Gil and Werman).
/// </summary>
internal struct RollingExtreme
{
    // [0, _next) has the values of this block; [_next, n) the maxima of the previous block from each position to its end.
    private double[] _slots;
    private int _next;
    private double _greatestOfBlock;

    public RollingExtreme(int window)
    {
        _slots = new double[window + 1];
        Reset();
    }

    /// <summary>The maximum of the last n values, or of all if there were fewer; negative infinity if there were none.</summary>
    public double Value { get; private set; }

    /// <summary>Whether there were at least n values.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Whether one more value makes <see cref="IsFull"/> true, or it already is.</summary>
    public readonly bool IsFullNext => IsFull || _next == _slots.Length - 2;

    /// <summary>Takes the next value; not NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(double value)
    {
        // No zero is negative, so that the extreme of two zeros does not depend on which is met first.
        value += 0.0;
        var slots = _slots;
        slots[_next++] = value;
        _greatestOfBlock = double.MaxNative(_greatestOfBlock, value);
        if (_next == slots.Length - 1)
        {
            EndBlock();
        }

        Value = double.MaxNative(_greatestOfBlock, slots[_next]);
    }

    /// <summary>What <see cref="Value"/> would be after <see cref="Push"/>.</summary>
    public readonly double Peek(double value) => double.MaxNative(double.MaxNative(_greatestOfBlock, value + 0.0), _slots[_next + 1]);

    /// <summary>A copy with a buffer of its own; an assigned struct shares it.</summary>
    public readonly RollingExtreme Clone()
    {
        var copy = this;
        copy._slots = [.. _slots];
        return copy;
    }

    public void Reset()
    {
        _slots.AsSpan().Fill(double.NegativeInfinity);
        StartBlock();
        Value = double.NegativeInfinity;
        IsFull = false;
    }

    private void EndBlock()
    {
        var greatest = double.NegativeInfinity;
        for (var i = _slots.Length - 2; i >= 0; i--)
        {
            greatest = double.MaxNative(greatest, _slots[i]);
            _slots[i] = greatest;
        }

        IsFull = true;
        StartBlock();
    }

    private void StartBlock()
    {
        _next = 0;
        _greatestOfBlock = double.NegativeInfinity;
    }
}
