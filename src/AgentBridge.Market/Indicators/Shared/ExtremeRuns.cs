using System.Runtime.Intrinsics;

namespace AgentBridge.Market;

/// <summary>
/// Where the extremes of a series can be found many at once: parts of it, each behind a whole window, in which every value is one that <see cref="ExtremeBatch{T}"/> takes.
/// </summary>
internal ref struct ExtremeRuns
{
    /// <summary>Values at once: a part and the window before it stay in the nearest cache.</summary>
    public const int Part = 512;

    /// <summary>The length of a buffer for <see cref="ExtremeBatch{T}"/>.</summary>
    public const int Scratch = Part + LongestWindow;

    private const int LongestWindow = 512;

    private readonly ReadOnlySpan<double> _highs;
    private readonly ReadOnlySpan<double> _lows;
    private readonly ReadOnlySpan<double> _closes;
    private readonly int _window;
    private int _first;
    private bool _isBehind;

    /// <summary>Begins a series.</summary>
    /// <param name="highs">One column of it.</param>
    /// <param name="lows">Another one, nowhere above the first where a bar is taken; may be the same.</param>
    /// <param name="closes">A third one, which only must be finite; may be the same.</param>
    /// <param name="window">The length of a window.</param>
    public ExtremeRuns(ReadOnlySpan<double> highs, ReadOnlySpan<double> lows, ReadOnlySpan<double> closes, int window)
    {
        _highs = highs;
        _lows = lows[..highs.Length];
        _closes = closes[..highs.Length];
        _window = window;
        _first = Vector256.IsHardwareAccelerated && window <= LongestWindow ? window - 1 : int.MaxValue;
    }

    /// <summary>Whether bars were run that the state has not seen.</summary>
    /// <param name="end">The end of the bars.</param>
    /// <param name="start">The first of the bars that the state must see instead of those before.</param>
    public bool IsBehind(int end, out int start)
    {
        start = end - _window;
        var isBehind = _isBehind;
        _isBehind = false;
        return isBehind;
    }

    /// <summary>How many bars from one on can be run; 0: that one is to be taken by itself.</summary>
    public int Find(int bar)
    {
        if (bar < _first)
        {
            return 0;
        }

        var count = Math.Min(Part, _highs.Length - bar);
        var (start, end) = (bar - _window + 1, bar + count);
        if (!AreClean(start, end))
        {
            _first = LastUnclean(start, end) + _window;
            return 0;
        }

        _isBehind = true;
        return count;
    }

    private readonly bool AreClean(int start, int end)
    {
        if (_highs == _lows && _highs == _closes)
        {
            return AreCleanValues(_highs[start..end]);
        }

        var (smallest, largest) = (Vector256.Create(double.Epsilon), Vector256.Create(double.MaxValue));
        var clean = Vector256<double>.AllBitsSet;
        var at = start;
        for (; at <= end - 4; at += 4)
        {
            var (high, low) = (Vector256.Create(_highs[at..]), Vector256.Create(_lows[at..]));
            var (highSize, lowSize) = (Vector256.Abs(high), Vector256.Abs(low));
            clean &= Vector256.GreaterThanOrEqual(highSize, smallest) & Vector256.LessThanOrEqual(highSize, largest)
                & Vector256.GreaterThanOrEqual(lowSize, smallest) & Vector256.LessThanOrEqual(lowSize, largest)
                & Vector256.GreaterThanOrEqual(high, low) & Vector256.LessThanOrEqual(Vector256.Abs(Vector256.Create(_closes[at..])), largest);
        }

        return Vector256.EqualsAll(clean.AsInt64(), Vector256<long>.AllBitsSet) && LastUnclean(at, end) < 0;
    }

    private static bool AreCleanValues(ReadOnlySpan<double> values)
    {
        var (smallest, largest) = (Vector256.Create(double.Epsilon), Vector256.Create(double.MaxValue));
        var clean = Vector256<double>.AllBitsSet;
        var at = 0;
        for (; at <= values.Length - 4; at += 4)
        {
            var size = Vector256.Abs(Vector256.Create(values[at..]));
            clean &= Vector256.GreaterThanOrEqual(size, smallest) & Vector256.LessThanOrEqual(size, largest);
        }

        var areClean = Vector256.EqualsAll(clean.AsInt64(), Vector256<long>.AllBitsSet);
        for (; at < values.Length; at++)
        {
            areClean &= Math.Abs(values[at]) is >= double.Epsilon and <= double.MaxValue;
        }

        return areClean;
    }

    private readonly int LastUnclean(int start, int end)
    {
        var at = end - 1;
        while (at >= start && InputBar.IsTaken(_highs[at], _lows[at], _closes[at]) && _highs[at] != 0 && _lows[at] != 0)
        {
            at--;
        }

        return at >= start ? at : -1;
    }
}
