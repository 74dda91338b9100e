namespace AgentBridge.Market;

/// <summary>
/// An immutable run of candles of one symbol and timeframe, oldest first, stored by column. Windows
/// (<see cref="Last"/>, <see cref="Prefix"/>) share the columns and copy nothing.
/// </summary>
/// <threadsafety>Immutable; any number of threads may read it.</threadsafety>
public sealed class CandleSeries
{
    private readonly CandleColumns _columns;
    private readonly int _start;

    private CandleSeries(string symbol, Timeframe timeframe, PriceStep marketStep, CandleColumns columns, int start, int count)
    {
        Symbol = symbol;
        Timeframe = timeframe;
        MarketStep = marketStep;
        _columns = columns;
        _start = start;
        Count = count;
    }

    /// <summary>The pair, such as <c>BTC/USDT</c>.</summary>
    public string Symbol { get; }

    /// <summary>The length of each candle.</summary>
    public Timeframe Timeframe { get; }

    /// <summary>The price step that the market reports; unknown unless set by <see cref="WithMarketStep"/>.</summary>
    public PriceStep MarketStep { get; }

    /// <summary>How many candles there are.</summary>
    public int Count { get; }

    /// <summary>The open instants in Unix milliseconds, strictly ascending.</summary>
    public ReadOnlySpan<long> OpenTimes => _columns.OpenTimes.AsSpan(_start, Count);

    /// <summary>The opens.</summary>
    public ReadOnlySpan<double> Opens => _columns.Opens.AsSpan(_start, Count);

    /// <summary>The highs.</summary>
    public ReadOnlySpan<double> Highs => _columns.Highs.AsSpan(_start, Count);

    /// <summary>The lows.</summary>
    public ReadOnlySpan<double> Lows => _columns.Lows.AsSpan(_start, Count);

    /// <summary>The closes.</summary>
    public ReadOnlySpan<double> Closes => _columns.Closes.AsSpan(_start, Count);

    /// <summary>The volumes.</summary>
    public ReadOnlySpan<double> Volumes => _columns.Volumes.AsSpan(_start, Count);

    /// <summary>The candle at an index; 0 is the oldest.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside.</exception>
    public Candle this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            var i = _start + index;
            return new Candle(_columns.OpenTimes[i], _columns.Opens[i], _columns.Highs[i], _columns.Lows[i], _columns.Closes[i], _columns.Volumes[i]);
        }
    }

    /// <summary>A series over the caller's columns, of which it takes ownership: the caller must not change them afterwards.</summary>
    /// <param name="symbol">The pair, such as <c>BTC/USDT</c>.</param>
    /// <param name="timeframe">The length of each candle.</param>
    /// <param name="columns">The columns, all of one length, open times strictly ascending.</param>
    /// <exception cref="ArgumentException">The columns differ in length, or the timeframe is unset.</exception>
    public static CandleSeries FromColumns(string symbol, Timeframe timeframe, CandleColumns columns)
    {
        ArgumentException.ThrowIfNullOrEmpty(symbol);
        ArgumentNullException.ThrowIfNull(columns);
        if (!timeframe.IsSet)
        {
            throw new ArgumentException("The timeframe is unset.", nameof(timeframe));
        }

        return new CandleSeries(symbol, timeframe, PriceStep.Unknown, columns, 0, columns.Count);
    }

    /// <summary>A series of the given candles, for small series and tests.</summary>
    /// <param name="symbol">The pair, such as <c>BTC/USDT</c>.</param>
    /// <param name="timeframe">The length of each candle.</param>
    /// <param name="candles">The candles, oldest first.</param>
    public static CandleSeries FromCandles(string symbol, Timeframe timeframe, IEnumerable<Candle> candles)
    {
        var builder = new CandleColumnsBuilder();
        foreach (var candle in candles)
        {
            builder.Add(candle);
        }

        return FromColumns(symbol, timeframe, builder.Build());
    }

    /// <summary>The instant at which a candle closed, in Unix milliseconds: its open plus the timeframe (the first instant that is no longer in it).</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    public long CloseTimeMs(int index) => OpenTimes[index] + Timeframe.Milliseconds;

    /// <summary>The candles of a higher timeframe that these make: whole ones only (<see cref="CandleResampler"/>); the series itself for its own timeframe.</summary>
    /// <param name="timeframe">A whole number of candles, on the same grid.</param>
    /// <exception cref="ArgumentException">It is not.</exception>
    public CandleSeries Resampled(Timeframe timeframe)
    {
        if (timeframe == Timeframe)
        {
            return this;
        }

        var resampler = new CandleResampler(Timeframe, timeframe);
        var whole = new CandleColumnsBuilder(Math.Max(1, Count / resampler.Ratio));
        for (var i = 0; i < Count; i++)
        {
            if (resampler.Add(this[i], out var candle))
            {
                whole.Add(candle);
            }
        }

        return FromColumns(Symbol, timeframe, whole.Build()).WithMarketStep(MarketStep);
    }

    /// <summary>The same candles of a market whose price step is known.</summary>
    /// <param name="step">The step; the unknown one for none.</param>
    public CandleSeries WithMarketStep(PriceStep step) =>
        step == MarketStep ? this : new CandleSeries(Symbol, Timeframe, step, _columns, _start, Count);

    /// <summary>The candles that have closed: those whose close is not after an instant.</summary>
    /// <param name="nowMs">The instant, in Unix milliseconds.</param>
    public CandleSeries ClosedBy(long nowMs)
    {
        var found = OpenTimes.BinarySearch(nowMs - Timeframe.Milliseconds);
        return Prefix(found >= 0 ? found + 1 : ~found);
    }

    /// <summary>The newest candles.</summary>
    /// <param name="count">How many at the most, ≥ 0.</param>
    public CandleSeries Last(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var taken = Math.Min(count, Count);
        return taken == Count ? this : new CandleSeries(Symbol, Timeframe, MarketStep, _columns, _start + Count - taken, taken);
    }

    /// <summary>The oldest candles: those a reader had when only <paramref name="count"/> had closed.</summary>
    /// <param name="count">From 0 to <see cref="Count"/>.</param>
    public CandleSeries Prefix(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        return count == Count ? this : new CandleSeries(Symbol, Timeframe, MarketStep, _columns, _start, count);
    }

    /// <summary>The columns of these candles alone.</summary>
    internal CandleColumns ToColumns() => _start == 0
        ? new CandleColumns(_columns.OpenTimes, _columns.Opens, _columns.Highs, _columns.Lows, _columns.Closes, _columns.Volumes, Count)
        : new CandleColumns(OpenTimes.ToArray(), Opens.ToArray(), Highs.ToArray(), Lows.ToArray(), Closes.ToArray(), Volumes.ToArray(), Count);
}
