using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>
/// The stochastic oscillator: %K is where the close is in the range of the last <c>period</c> bars, in percent, smoothed by a simple average of
/// <c>smoothK</c> values; %D is the simple average of <c>smoothD</c> values of %K.
/// </summary>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class StochasticState : IIndicator
{
    private RollingRange _range;
    private WindowSum _raw;
    private WindowSum _smooth;

    /// <summary>Creates a state that has seen no bar.</summary>
    /// <param name="period">Bars in the range, from 1 to 10,000.</param>
    /// <param name="smoothK">Values in the average that is %K, from 1 (none) to 10,000.</param>
    /// <param name="smoothD">Values of %K in the average that is %D, from 1 to 10,000.</param>
    public StochasticState(int period, int smoothK, int smoothD)
    {
        Period = WindowPeriod.Checked(period);
        SmoothK = WindowPeriod.Checked(smoothK);
        SmoothD = WindowPeriod.Checked(smoothD);
        _range = new RollingRange(period);
        _raw = new WindowSum(smoothK);
        _smooth = new WindowSum(smoothD);
    }

    private StochasticState(StochasticState other)
    {
        (Period, SmoothK, SmoothD, K, D) = (other.Period, other.SmoothK, other.SmoothD, other.K, other.D);
        (_range, _raw, _smooth) = (other._range.Clone(), other._raw.Clone(), other._smooth.Clone());
    }

    /// <summary>Its entry in the catalogue.</summary>
    public static IndicatorDescriptor Descriptor { get; } = new()
    {
        Name = "stochastic",
        Title = "Stochastic oscillator",
        Parameters =
        [
            IndicatorParameter.Bars("period", 14, 1, WindowPeriod.Largest, "bars in the range"),
            IndicatorParameter.Bars("smooth_k", 3, 1, WindowPeriod.Largest, "values in the average that is k"),
            IndicatorParameter.Bars("smooth_d", 3, 1, WindowPeriod.Largest, "values of k in the average that is d"),
        ],
        Outputs = ["k", "d"],
        Formula = "raw = 100 * (close - lowest) / (highest - lowest) of the last period bars, the current one included, 0 where highest = lowest; "
            + "k = simple average of smooth_k raw values; d = simple average of smooth_d values of k",
        Source = "TA-Lib STOCH",
        FirstValue = static p => WarmUpOf(p.Bars("period"), p.Bars("smooth_k"), p.Bars("smooth_d")),
        WarmUp = static p => WarmUpOf(p.Bars("period"), p.Bars("smooth_k"), p.Bars("smooth_d")),
        Open = static p => new StochasticState(p.Bars("period"), p.Bars("smooth_k"), p.Bars("smooth_d")),
        Batch = static (candles, p, outputs) => new StochasticState(p.Bars("period"), p.Bars("smooth_k"), p.Bars("smooth_d")).UpdateAll(candles.Highs, candles.Lows, candles.Closes, outputs[0], outputs[1]),
    };

    /// <summary>Bars in the range.</summary>
    public int Period { get; }

    /// <summary>Values in the average that is %K.</summary>
    public int SmoothK { get; }

    /// <summary>Values of %K in the average that is %D.</summary>
    public int SmoothD { get; }

    /// <summary>%K, from 0 (the close is the lowest low, or there is no range) to 100 (the highest high); NaN until it has a value.</summary>
    public double K { get; private set; } = double.NaN;

    /// <summary>%D, from 0 to 100; NaN until <see cref="IsReady"/>.</summary>
    public double D { get; private set; } = double.NaN;

    /// <summary>Whether %D has a value, and so has %K.</summary>
    public bool IsReady => _smooth.IsFull;

    /// <summary>The number of bars after which the values no longer depend on where they started.</summary>
    /// <param name="period">Bars in the range, from 1 to 10,000.</param>
    /// <param name="smoothK">Values in the average that is %K, from 1 to 10,000.</param>
    /// <param name="smoothD">Values of %K in the average that is %D, from 1 to 10,000.</param>
    public static int WarmUpOf(int period, int smoothK, int smoothD) => WindowPeriod.Checked(period) + WindowPeriod.Checked(smoothK) + WindowPeriod.Checked(smoothD) - 2;

    /// <summary>Takes one closed bar.</summary>
    /// <param name="high">The highest price of the bar.</param>
    /// <param name="low">The lowest.</param>
    /// <param name="close">The last.</param>
    /// <returns>Whether the bar was taken; one with a value that is not finite, or a high below its low, is refused and changes nothing.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Update(double high, double low, double close)
    {
        if (!InputBar.IsTaken(high, low, close))
        {
            return false;
        }

        _range.Push(high, low);
        if (_range.IsFull)
        {
            Smooth(RangePosition.AboveLowest(close, _range.Highest, _range.Lowest));
        }

        return true;
    }

    /// <summary>What <see cref="K"/> and <see cref="D"/> would be after a forming bar; the state does not change.</summary>
    /// <param name="high">The high so far.</param>
    /// <param name="low">The low so far.</param>
    /// <param name="close">The last price so far.</param>
    /// <returns>%K and %D; NaN where there were too few bars or <see cref="Update"/> would refuse this one.</returns>
    public (double K, double D) Peek(double high, double low, double close)
    {
        if (!InputBar.IsTaken(high, low, close) || !_range.IsFullNext)
        {
            return (double.NaN, double.NaN);
        }

        var (highest, lowest) = _range.Peek(high, low);
        var k = _raw.PeekMean(RangePosition.AboveLowest(close, highest, lowest));
        return (k, double.IsNaN(k) ? double.NaN : _smooth.PeekMean(k));
    }

    /// <summary>The same as <see cref="Update"/> for each bar, writing <see cref="K"/> and <see cref="D"/> (NaN for a refused bar).</summary>
    /// <param name="highs">The highs, oldest first.</param>
    /// <param name="lows">The lows; as many.</param>
    /// <param name="closes">The closes; as many.</param>
    /// <param name="k">At least as long.</param>
    /// <param name="d">At least as long.</param>
    public void UpdateAll(ReadOnlySpan<double> highs, ReadOnlySpan<double> lows, ReadOnlySpan<double> closes, Span<double> k, Span<double> d)
    {
        Span<double> buffer = stackalloc double[RangeRuns.Buffer + ExtremeRuns.Part];
        var runs = new RangeRuns(highs, lows, closes, Period, buffer[ExtremeRuns.Part..]);
        for (var i = 0; i < highs.Length;)
        {
            var count = runs.Find(i);
            if (count > 0)
            {
                RangePosition.AboveLowest(closes.Slice(i, count), runs.Highest, runs.Lowest, buffer);
                SmoothAll(buffer[..count], k[i..], d[i..]);
                i += count;
                continue;
            }

            runs.CatchUp(ref _range, i);
            (k[i], d[i]) = Update(highs[i], lows[i], closes[i]) ? (K, D) : (double.NaN, double.NaN);
            i++;
        }

        runs.CatchUp(ref _range, highs.Length);
    }

    /// <summary>A copy that goes on from here on its own.</summary>
    public StochasticState Clone() => new(this);

    /// <summary>Forgets every bar.</summary>
    public void Reset()
    {
        _range.Reset();
        _raw.Reset();
        _smooth.Reset();
        (K, D) = (double.NaN, double.NaN);
    }

    bool IIndicator.Update(in Candle bar) => Update(bar.High, bar.Low, bar.Close);

    void IIndicator.Read(Span<double> values) => (values[0], values[1]) = (K, D);

    bool IIndicator.Peek(in Candle bar, Span<double> values)
    {
        (values[0], values[1]) = Peek(bar.High, bar.Low, bar.Close);
        return InputBar.IsTaken(bar.High, bar.Low, bar.Close);
    }

    IIndicator IIndicator.Clone() => Clone();

    private void SmoothAll(ReadOnlySpan<double> raws, Span<double> k, Span<double> d)
    {
        var i = 0;
        for (; i < raws.Length && !IsReady; i++)
        {
            Smooth(raws[i]);
            (k[i], d[i]) = (K, D);
        }

        if (i < raws.Length)
        {
            _raw.PushAll(raws[i..], k[i..]);
            _smooth.PushAll(k[i..raws.Length], d[i..]);
            (K, D) = (k[raws.Length - 1], d[raws.Length - 1]);
        }
    }

    private void Smooth(double raw)
    {
        _raw.Push(raw);
        if (_raw.IsFull)
        {
            var mean = _raw.Mean;
            K = mean;
            _smooth.Push(mean);
            D = _smooth.Mean;
        }
    }
}
