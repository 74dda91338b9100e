namespace AgentBridge.Market;

/// <summary>Collects candles into columns; grows by doubling.</summary>
public sealed class CandleColumnsBuilder
{
    private long[] _openTimes;
    private double[] _opens;
    private double[] _highs;
    private double[] _lows;
    private double[] _closes;
    private double[] _volumes;

    /// <summary>Creates an empty builder.</summary>
    /// <param name="capacity">The initial capacity in rows, ≥ 1.</param>
    public CandleColumnsBuilder(int capacity = 1024)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _openTimes = new long[capacity];
        _opens = new double[capacity];
        _highs = new double[capacity];
        _lows = new double[capacity];
        _closes = new double[capacity];
        _volumes = new double[capacity];
    }

    /// <summary>How many candles were added.</summary>
    public int Count { get; private set; }

    /// <summary>Appends one candle.</summary>
    /// <param name="candle">The candle; not validated here.</param>
    public void Add(in Candle candle)
    {
        if (Count == _openTimes.Length)
        {
            Grow();
        }

        _openTimes[Count] = candle.OpenTimeMs;
        _opens[Count] = candle.Open;
        _highs[Count] = candle.High;
        _lows[Count] = candle.Low;
        _closes[Count] = candle.Close;
        _volumes[Count] = candle.Volume;
        Count++;
    }

    /// <summary>The columns. The builder must not be used afterwards.</summary>
    public CandleColumns Build() => new(_openTimes, _opens, _highs, _lows, _closes, _volumes, Count);

    private void Grow()
    {
        var length = checked(Count * 2);
        Array.Resize(ref _openTimes, length);
        Array.Resize(ref _opens, length);
        Array.Resize(ref _highs, length);
        Array.Resize(ref _lows, length);
        Array.Resize(ref _closes, length);
        Array.Resize(ref _volumes, length);
    }
}
