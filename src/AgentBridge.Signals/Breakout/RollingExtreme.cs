using System.Runtime.CompilerServices;

namespace AgentBridge.Signals;

/// <summary>
/// The greatest of the last n values (of negated values: the smallest), in a few nanoseconds whatever the values do: they are
/// taken in blocks of n, and a window is the end of one block and the start of the next (van Herk, Gil and Werman).
/// </summary>
internal struct RollingExtreme
{
    // [0, _next) holds the values of this block; [_next, n) the greatest of the block before from there to its end.
    private readonly double[] _slots;
    private int _next;
    private double _greatestOfBlock;

    public RollingExtreme(int window)
    {
        _slots = new double[window + 1];
        Reset();
    }

    /// <summary>The greatest of the last n values, of all where there were fewer; negative infinity where there was none.</summary>
    public double Value { get; private set; }

    /// <summary>Takes the next value; not NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(double value)
    {
        var slots = _slots;
        slots[_next++] = value;
        _greatestOfBlock = double.MaxNative(_greatestOfBlock, value);
        if (_next == slots.Length - 1)
        {
            EndBlock();
        }

        Value = double.MaxNative(_greatestOfBlock, slots[_next]);
    }

    public void Reset()
    {
        _slots.AsSpan().Fill(double.NegativeInfinity);
        StartBlock();
        Value = double.NegativeInfinity;
    }

    private void EndBlock()
    {
        var greatest = double.NegativeInfinity;
        for (var i = _slots.Length - 2; i >= 0; i--)
        {
            greatest = double.MaxNative(greatest, _slots[i]);
            _slots[i] = greatest;
        }

        StartBlock();
    }

    private void StartBlock()
    {
        _next = 0;
        _greatestOfBlock = double.NegativeInfinity;
    }
}
