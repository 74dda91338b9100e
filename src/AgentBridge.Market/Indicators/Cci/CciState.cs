using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AgentBridge.Market;

/// <summary>
/// The commodity channel index: the distance of the typical price from its simple average, in units of 0.015 mean absolute deviations.
/// </summary>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class CciState : IIndicator
{
    /// <summary>Deviations in a block, whose sums are added in two doubles.</summary>
    private const int Block = 32;

    // Twice, one behind the other, so that a window is in one piece and is summed in the order of its bars.
    private readonly double[] _prices;
    private readonly WholeDivisor _count;
    private WindowMean _sum;
    private int _next;
    private int _equal;
    private double _last = double.NaN;

    /// <summary>Creates a state that has seen no bar.</summary>
    /// <param name="period">Bars in the average, from 1 to 10,000.</param>
    public CciState(int period)
    {
        Period = WindowPeriod.Checked(period);
        _prices = new double[2 * period];
        _sum = new WindowMean(period);
        _count = new WholeDivisor(period);
    }

    private CciState(CciState other)
    {
        (Period, _prices, _sum, _count) = (other.Period, [.. other._prices], other._sum.Clone(), other._count);
        (_next, _equal, _last, Value) = (other._next, other._equal, other._last, other.Value);
    }

    /// <summary>Its entry in the catalogue.</summary>
    public static IndicatorDescriptor Descriptor { get; } = new()
    {
        Name = "cci",
        Title = "Commodity channel index",
        Parameters = [IndicatorParameter.Bars("period", 20, 1, WindowPeriod.Largest, "bars in the average")],
        Outputs = ["cci"],
        Formula = "(typical - average) / (0.015 * mean of |typical - average|) over the last period bars, typical = (high + low + close) / 3; 0 where nothing deviates",
        Source = "TA-Lib CCI",
        FirstValue = static p => p.Bars("period"),
        WarmUp = static p => WarmUpOf(p.Bars("period")),
        Open = static p => new CciState(p.Bars("period")),
        Batch = static (candles, p, outputs) => new CciState(p.Bars("period")).UpdateAll(candles.Highs, candles.Lows, candles.Closes, outputs[0]),
    };

    /// <summary>Bars in the average.</summary>
    public int Period { get; }

    /// <summary>The index, mostly from -200 to 200; 0 where no typical price of the window deviates; NaN until <see cref="IsReady"/>.</summary>
    public double Value { get; private set; } = double.NaN;

    /// <summary>Whether at least <see cref="Period"/> bars were taken.</summary>
    public bool IsReady => _sum.IsFull;

    /// <summary>The number of bars after which the value no longer depends on where it started.</summary>
    /// <param name="period">Bars in the average, from 1 to 10,000.</param>
    public static int WarmUpOf(int period) => WindowPeriod.Checked(period);

    /// <summary>Takes one closed bar.</summary>
    /// <param name="high">The highest price of the bar.</param>
    /// <param name="low">The lowest.</param>
    /// <param name="close">The last.</param>
    /// <returns>
    /// Whether the bar was taken; one with a value that is not finite, a high below its low, or prices whose sum could overflow is refused and changes nothing.
    /// </returns>
    public bool Update(double high, double low, double close)
    {
        if (!TryPrice(high, low, close, out var price))
        {
            return false;
        }

        _sum.TryPush(price);
        _prices[_next] = price;
        _prices[_next + Period] = price;
        _next++;
        _equal = price == _last ? Math.Min(_equal + 1, Period) : 1;
        _last = price;
        if (_sum.IsFull)
        {
            Value = _equal == Period ? 0 : Of(_prices.AsSpan(_next, Period), _sum.Sum);
        }

        _next = _next == Period ? 0 : _next;
        return true;
    }

    /// <summary>What <see cref="Value"/> would be after a forming bar; the state does not change.</summary>
    /// <param name="high">The high so far.</param>
    /// <param name="low">The low so far.</param>
    /// <param name="close">The last price so far.</param>
    /// <returns>The index; NaN if there were too few bars or <see cref="Update"/> would refuse this one.</returns>
    public double Peek(double high, double low, double close)
    {
        if (!TryPrice(high, low, close, out var price) || double.IsNaN(_sum.Peek(price)))
        {
            return double.NaN;
        }

        if (price == _last && _equal >= Period - 1)
        {
            return 0;
        }

        // The place of the window after this bar, for as long as it takes.
        var window = _prices.AsSpan(_next + 1, Period);
        var replaced = window[^1];
        window[^1] = price;
        var value = Of(window, _sum.PeekSum(price));
        window[^1] = replaced;
        return value;
    }

    /// <summary>The same as <see cref="Update"/> for each bar, writing <see cref="Value"/> (NaN for a refused bar).</summary>
    /// <param name="highs">The highs, oldest first.</param>
    /// <param name="lows">The lows; as many.</param>
    /// <param name="closes">The closes; as many.</param>
    /// <param name="destination">At least as long.</param>
    public void UpdateAll(ReadOnlySpan<double> highs, ReadOnlySpan<double> lows, ReadOnlySpan<double> closes, Span<double> destination)
    {
        for (var i = 0; i < highs.Length; i++)
        {
            destination[i] = Update(highs[i], lows[i], closes[i]) ? Value : double.NaN;
        }
    }

    /// <summary>A copy that goes on from here on its own.</summary>
    public CciState Clone() => new(this);

    /// <summary>Forgets every bar.</summary>
    public void Reset()
    {
        _sum.Reset();
        (_next, _equal) = (0, 0);
        (_last, Value) = (double.NaN, double.NaN);
    }

    bool IIndicator.Update(in Candle bar) => Update(bar.High, bar.Low, bar.Close);

    void IIndicator.Read(Span<double> values) => values[0] = Value;

    bool IIndicator.Peek(in Candle bar, Span<double> values)
    {
        values[0] = Peek(bar.High, bar.Low, bar.Close);
        return TryPrice(bar.High, bar.Low, bar.Close, out _);
    }

    IIndicator IIndicator.Clone() => Clone();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryPrice(double high, double low, double close, out double price)
    {
        price = TypicalPrice.Of(high, low, close);
        return InputBar.IsTaken(high, low, close) && WindowSum.Takes(price);
    }

    private double Of(ReadOnlySpan<double> window, DoubleDouble sum)
    {
        var average = _count.Of(sum);
        var averageLow = (Fused.MultiplyAdd(-average, _count.Value, sum.High) + sum.Low) * _count.Reciprocal;
        var deviations = default(DoubleDouble);
        for (var i = 0; i < window.Length; i += Block)
        {
            deviations += Deviations(window[i..Math.Min(i + Block, window.Length)], average, averageLow);
        }

        var distance = window[^1] - average - averageLow;
        return distance == 0 || deviations.High == 0 ? 0 : distance / (0.015 * _count.Of(deviations));
    }

    private static double Deviations(ReadOnlySpan<double> block, double average, double averageLow)
    {
        var sums = Vector256<double>.Zero;
        var i = 0;
        for (; i <= block.Length - Vector256<double>.Count; i += Vector256<double>.Count)
        {
            sums += Vector256.Abs(Vector256.Create(block[i..]) - Vector256.Create(average) - Vector256.Create(averageLow));
        }

        var sum = 0.0;
        for (; i < block.Length; i++)
        {
            sum += Math.Abs(block[i] - average - averageLow);
        }

        return sums[0] + sums[1] + (sums[2] + sums[3]) + sum;
    }
}
