using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AgentBridge.Market;

/// <summary>
/// The sums of the last n values. As long as these are positive and near each other (<see cref="WholeUnits"/>), as prices are, they are exact sums of whole numbers;
/// otherwise sums in two doubles by blocks (<see cref="BlockWindow{T}"/>). Neither depends on values that have left the window.
/// </summary>
/// <typeparam name="TWhole">The sums of whole numbers.</typeparam>
/// <typeparam name="TPart">The same of doubles.</typeparam>
internal struct ExactWindow<TWhole, TPart>
    where TWhole : struct, IWholeSums<TWhole>
    where TPart : struct, IWindowPart<TPart>
{
    private readonly int _length;
    private WholeUnits _units;
    private TWhole _sums;
    private long _newest;
    private int _next;
    private long[] _numbers;

    // The first values, and a window from the oldest on while it changes its form.
    private double[] _values;
    private int _count;
    private BlockWindow<TPart> _blocks;

    /// <summary>Creates an empty window.</summary>
    /// <param name="length">How many values it has, from 1.</param>
    public ExactWindow(int length)
    {
        _length = length;
        _units = WholeUnits.None;
        _numbers = new long[length];
        _values = new double[length];
        _blocks = new BlockWindow<TPart>(length);
    }

    /// <summary>Whether n values were taken.</summary>
    public readonly bool IsFull => _count == _length;

    /// <summary>Whether n values will be taken after one more.</summary>
    public readonly bool IsFullAfterNext => _count >= _length - 1;

    /// <summary>Whether the window is full and its sums are those of <see cref="Whole"/>. Those of another full one are <see cref="Total"/>.</summary>
    public readonly bool IsWhole
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _units.IsSet;
    }

    /// <summary>The units of <see cref="Whole"/>.</summary>
    public readonly ref readonly WholeUnits Units
    {
        [UnscopedRef]
        get => ref _units;
    }

    /// <summary>The sums of whole numbers.</summary>
    public readonly ref readonly TWhole Whole
    {
        [UnscopedRef]
        get => ref _sums;
    }

    /// <summary>The newest of the whole numbers.</summary>
    public readonly long NewestWhole => _newest;

    /// <summary>The sums of doubles.</summary>
    public readonly TPart Total => _blocks.Total;

    /// <summary>What was subtracted from each value of <see cref="Total"/>.</summary>
    public readonly double Origin => _blocks.Origin;

    /// <summary>The newest of the doubles.</summary>
    public double Newest { get; private set; }

    /// <summary>Takes the next value, if it is one of many like it.</summary>
    /// <returns>Whether it was taken; <see cref="Push"/> takes others.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPush(double value)
    {
        if (!_units.Holds(value))
        {
            return false;
        }

        ref var place = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_numbers), _next);
        var entering = _units.Of(value);
        _sums = _sums.Slide(entering, place, _length);
        _newest = entering;
        place = entering;
        var next = _next + 1;
        _next = next == _length ? 0 : next;
        return true;
    }

    /// <summary>Takes the next value; a finite one whose sums do not overflow.</summary>
    public void Push(double value)
    {
        if (!TryPush(value))
        {
            PushOther(value);
        }
    }

    /// <summary>Goes on behind values that were added up elsewhere.</summary>
    /// <param name="values">The last n values.</param>
    public void GoOnBehind(ReadOnlySpan<double> values)
    {
        values.CopyTo(_values);
        _count = _length;
        Begin();
    }

    /// <summary>The window after one more value, of which only the sums can be read; nothing changes.</summary>
    public readonly ExactWindow<TWhole, TPart> Peek(double value)
    {
        if (_units.Holds(value))
        {
            var next = this;
            next._newest = _units.Of(value);
            next._sums = _sums.Slide(next._newest, _numbers[_next], _length);
            return next;
        }

        var copy = Clone();
        copy.PushOther(value);
        return copy;
    }

    /// <summary>A copy with buffers of its own; an assigned struct shares them.</summary>
    public readonly ExactWindow<TWhole, TPart> Clone()
    {
        var copy = this;
        copy._numbers = [.. _numbers];
        copy._values = [.. _values];
        copy._blocks = _blocks.Clone();
        return copy;
    }

    public void Reset()
    {
        _blocks.Reset();
        (_units, _count, Newest) = (WholeUnits.None, 0, 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PushOther(double value)
    {
        if (_count < _length)
        {
            _values[_count++] = value;
            if (_count == _length)
            {
                Begin();
            }
        }
        else if (IsWhole)
        {
            for (var i = 1; i < _length; i++)
            {
                _values[i - 1] = _units.ValueOf(_numbers[(_next + i) % _length]);
            }

            _values[^1] = value;
            Begin();
        }
        else
        {
            Newest = value;
            _blocks.Push(value);
            if (_blocks.IsAtEndOfBlock)
            {
                _blocks.CopyBlock(_values);
                TryBeginWhole();
            }
        }
    }

    /// <summary>Adds the window up anew.</summary>
    private void Begin()
    {
        if (TryBeginWhole())
        {
            return;
        }

        Newest = _values[^1];
        _blocks.Reset();
        foreach (var value in _values)
        {
            _blocks.Push(value);
        }
    }

    private bool TryBeginWhole()
    {
        _units = WholeUnits.None;
        if (_length > WholeUnits.LongestWindow || !WholeUnits.TryFit(_values, WholeUnits.MostUnits, out var units))
        {
            return false;
        }

        (_units, _sums, _next) = (units, default, 0);
        for (var i = 0; i < _values.Length; i++)
        {
            _numbers[i] = units.Of(_values[i]);
            _sums = _sums.Slide(_numbers[i], 0, _length);
        }

        _newest = _numbers[^1];
        return true;
    }
}
