using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>
/// What the last n values add up to, without error that accumulates: they are taken in blocks of n, and a window is the end of one
/// block and the start of the next (van Herk). So every sum is a fresh one, of values of the window alone.
/// </summary>
/// <remarks>The origin is always a value of the window, so that deviations from it do not cancel.</remarks>
internal struct BlockWindow<T>
    where T : struct, IWindowPart<T>
{
    private readonly double[] _values;

    // At each position the values of the previous block from there to its end; the last entry is that of no values.
    private readonly T[] _suffixes;
    private T _prefix;
    private int _next;

    /// <summary>Creates an empty window.</summary>
    /// <param name="length">How many values it has, from 1.</param>
    public BlockWindow(int length)
    {
        _values = new double[length];
        _suffixes = new T[length + 1];
    }

    private BlockWindow(BlockWindow<T> other)
    {
        this = other;
        _values = (double[])other._values.Clone();
        _suffixes = (T[])other._suffixes.Clone();
    }

    /// <summary>What the last n values add up to, or all of them if there were fewer.</summary>
    public readonly T Total => T.Join(_suffixes[_next], _prefix);

    /// <summary>What was subtracted from each value of <see cref="Total"/>.</summary>
    public double Origin { get; private set; }

    /// <summary>Whether n values were taken.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Whether n values will be taken after one more.</summary>
    public readonly bool IsFullAfterNext => IsFull || _next + 1 == _values.Length;

    /// <summary>Whether the last n values are one block.</summary>
    public readonly bool IsAtEndOfBlock => IsFull && _next == 0;

    /// <summary>The last n values, where <see cref="IsAtEndOfBlock"/>.</summary>
    public readonly void CopyBlock(Span<double> values) => _values.CopyTo(values);

    /// <summary>Takes the next value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(double value)
    {
        if (_next == 0 && !IsFull)
        {
            Origin = value;
        }

        var values = _values;
        values[_next++] = value;
        _prefix = _prefix.Append(value, Origin);
        if (_next == values.Length)
        {
            EndBlock();
        }
    }

    /// <summary>What <see cref="Total"/> and <see cref="Origin"/> would be after one more value; nothing changes.</summary>
    public readonly (T Total, double Origin) Peek(double value)
    {
        if (_next + 1 == _values.Length)
        {
            var block = default(T).Prepend(value, value);
            for (var i = _next - 1; i >= 0; i--)
            {
                block = block.Prepend(_values[i], value);
            }

            return (T.Join(block, default), value);
        }

        var origin = _next == 0 && !IsFull ? value : Origin;
        return (T.Join(_suffixes[_next + 1], _prefix.Append(value, origin)), origin);
    }

    public readonly BlockWindow<T> Clone() => new(this);

    public void Reset()
    {
        Array.Clear(_suffixes);
        _prefix = default;
        _next = 0;
        Origin = 0;
        IsFull = false;
    }

    private void EndBlock()
    {
        Origin = _values[^1];
        var suffix = default(T);
        for (var i = _values.Length - 1; i >= 0; i--)
        {
            suffix = suffix.Prepend(_values[i], Origin);
            _suffixes[i] = suffix;
        }

        _prefix = default;
        _next = 0;
        IsFull = true;
    }
}
