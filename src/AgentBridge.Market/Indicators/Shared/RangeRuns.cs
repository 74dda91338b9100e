namespace AgentBridge.Market;

/// <summary>The highest highs and lowest lows of a series, many at once where that is possible.</summary>
internal ref struct RangeRuns
{
    /// <summary>The length of the buffer.</summary>
    public const int Buffer = (2 * ExtremeRuns.Part) + ExtremeRuns.Scratch;

    private readonly ReadOnlySpan<double> _highs;
    private readonly ReadOnlySpan<double> _lows;
    private readonly int _window;
    private readonly Span<double> _buffer;
    private ExtremeRuns _runs;

    /// <summary>Begins a series.</summary>
    /// <param name="highs">The highs, oldest first.</param>
    /// <param name="lows">The lows; as many.</param>
    /// <param name="closes">The closes; as many.</param>
    /// <param name="window">The length of a window.</param>
    /// <param name="buffer">At least <see cref="Buffer"/> values.</param>
    public RangeRuns(ReadOnlySpan<double> highs, ReadOnlySpan<double> lows, ReadOnlySpan<double> closes, int window, Span<double> buffer)
    {
        _highs = highs;
        _lows = lows;
        _window = window;
        _buffer = buffer;
        _runs = new ExtremeRuns(highs, lows, closes, window);
    }

    /// <summary>The highest high of the windows that end at each bar that was found.</summary>
    public readonly ReadOnlySpan<double> Highest => _buffer[..ExtremeRuns.Part];

    /// <summary>The lowest low of them.</summary>
    public readonly ReadOnlySpan<double> Lowest => _buffer.Slice(ExtremeRuns.Part, ExtremeRuns.Part);

    /// <summary>Finds the ranges of bars from one on.</summary>
    /// <returns>Of how many; 0: that one is to be taken by itself.</returns>
    public int Find(int bar)
    {
        var count = _runs.Find(bar);
        if (count > 0)
        {
            var (start, length) = (bar - _window + 1, count + _window - 1);
            var scratch = _buffer[(2 * ExtremeRuns.Part)..];
            ExtremeBatch<Greatest>.Run(_highs.Slice(start, length), _window, _buffer[..count], scratch);
            ExtremeBatch<Smallest>.Run(_lows.Slice(start, length), _window, _buffer.Slice(ExtremeRuns.Part, count), scratch);
        }

        return count;
    }

    /// <summary>Brings a state to where the series is, if bars were run since it saw the last one.</summary>
    public void CatchUp(ref RollingRange range, int end)
    {
        if (_runs.IsBehind(end, out var bar))
        {
            range.Reset();
            for (; bar < end; bar++)
            {
                range.Push(_highs[bar], _lows[bar]);
            }
        }
    }
}
