namespace AgentBridge.Market;

/// <summary>Six columns of equal length. A <see cref="CandleSeries"/> takes ownership of them: the caller must not change them afterwards.</summary>
public sealed class CandleColumns
{
    /// <summary>Takes the columns as they are, without a copy.</summary>
    /// <param name="openTimes">Open instants in Unix milliseconds.</param>
    /// <param name="opens">The first price of each candle.</param>
    /// <param name="highs">The highest price of each.</param>
    /// <param name="lows">The lowest price of each.</param>
    /// <param name="closes">The last price of each.</param>
    /// <param name="volumes">What was traded in each, in the base currency.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public CandleColumns(long[] openTimes, double[] opens, double[] highs, double[] lows, double[] closes, double[] volumes)
        : this(openTimes, opens, highs, lows, closes, volumes, openTimes?.Length ?? 0)
    {
        // The other constructor has refused nulls by now.
        if (opens.Length != Count || highs.Length != Count || lows.Length != Count || closes.Length != Count || volumes.Length != Count)
        {
            throw new ArgumentException("The columns differ in length.", nameof(openTimes));
        }
    }

    internal CandleColumns(long[]? openTimes, double[] opens, double[] highs, double[] lows, double[] closes, double[] volumes, int count)
    {
        ArgumentNullException.ThrowIfNull(openTimes);
        ArgumentNullException.ThrowIfNull(opens);
        ArgumentNullException.ThrowIfNull(highs);
        ArgumentNullException.ThrowIfNull(lows);
        ArgumentNullException.ThrowIfNull(closes);
        ArgumentNullException.ThrowIfNull(volumes);
        OpenTimes = openTimes;
        Opens = opens;
        Highs = highs;
        Lows = lows;
        Closes = closes;
        Volumes = volumes;
        Count = count;
    }

    /// <summary>How many rows are filled; the arrays may be longer.</summary>
    public int Count { get; }

    internal long[] OpenTimes { get; }

    internal double[] Opens { get; }

    internal double[] Highs { get; }

    internal double[] Lows { get; }

    internal double[] Closes { get; }

    internal double[] Volumes { get; }

    /// <summary>Columns whose rows are all to be written before they are read: their content is arbitrary.</summary>
    /// <param name="count">How many rows, ≥ 0.</param>
    internal static CandleColumns Uninitialized(int count) => new(
        GC.AllocateUninitializedArray<long>(count), Values(count), Values(count), Values(count), Values(count), Values(count), count);

    /// <summary>The first rows, in the same arrays.</summary>
    /// <param name="count">From 0 to <see cref="Count"/>.</param>
    internal CandleColumns Prefix(int count) => count == Count ? this : new(OpenTimes, Opens, Highs, Lows, Closes, Volumes, count);

    /// <summary>Copies the first rows into other columns.</summary>
    internal void CopyTo(CandleColumns target, int count)
    {
        OpenTimes.AsSpan(0, count).CopyTo(target.OpenTimes);
        Opens.AsSpan(0, count).CopyTo(target.Opens);
        Highs.AsSpan(0, count).CopyTo(target.Highs);
        Lows.AsSpan(0, count).CopyTo(target.Lows);
        Closes.AsSpan(0, count).CopyTo(target.Closes);
        Volumes.AsSpan(0, count).CopyTo(target.Volumes);
    }

    /// <summary>One row.</summary>
    /// <param name="row">From 0 to below <see cref="Count"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public Candle At(int row) => (uint)row >= (uint)Count
        ? throw new ArgumentOutOfRangeException(nameof(row), row, "There is no such row.")
        : new(OpenTimes[row], Opens[row], Highs[row], Lows[row], Closes[row], Volumes[row]);

    private static double[] Values(int count) => GC.AllocateUninitializedArray<double>(count);
}
