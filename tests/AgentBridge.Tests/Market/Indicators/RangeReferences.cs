using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

/// <summary>
/// The definitions of the indicators of ranges, directions and volumes in exact fractions, as plain as they are written, each bar from the whole history.
/// A value comes with the size in whose last place an error is counted: its own, or that of its largest operand where it is a difference.
/// </summary>
internal static class RangeReferences
{
    /// <summary>What a recurrence keeps after the point.</summary>
    private const int Bits = 2_000;

    /// <summary>The first output of an indicator at every bar; null before its first value.</summary>
    public static (Exact Value, double Of)?[] Of(string indicator, Candle[] bars, int n) => indicator switch
    {
        "stochastic-fast" => Windows(bars, n - 1, i => Own(Raw(bars, i, n))),
        "stochastic" => Windows(bars, n + 1, i => Own(Mean([Raw(bars, i, n), Raw(bars, i - 1, n), Raw(bars, i - 2, n)]))),
        "williams-r" => Windows(bars, n - 1, i => Own(Raw(bars, i, n, fromHighest: true))),
        "cci" => Windows(bars, n - 1, i => Cci(bars[(i - n + 1)..(i + 1)])),
        "mfi" => Windows(bars, n, i => Own(Mfi(bars[(i - n)..(i + 1)]))),
        "roc" => Windows(bars, n, i => (100 * ((Exact)bars[i].Close - bars[i - n].Close) / bars[i - n].Close, Percent(bars[i].Close, bars[i - n].Close))),
        "momentum" => Windows(bars, n, i => ((Exact)bars[i].Close - bars[i - n].Close, Math.Max(bars[i].Close, bars[i - n].Close))),
        "efficiency-ratio" => Windows(bars, n, i => Own(Efficiency(bars[(i - n)..(i + 1)]))),
        "vwap-rolling" => Windows(bars, n - 1, i => Own(Vwap(bars[(i - n + 1)..(i + 1)]))),
        "heikin-ashi" => HeikinAshiOpens(bars),
        "obv" => Obv(bars),
        "adx" => Adx(bars, n),
        "keltner" => KeltnerUppers(bars, n),
        "supertrend" => SupertrendBands(bars, n),
        _ => throw new ArgumentOutOfRangeException(nameof(indicator), indicator, "has no reference"),
    };

    /// <summary>The volume-weighted average since midnight, of bars of one day.</summary>
    public static Exact Vwap(Candle[] bars)
    {
        var volume = Sum(bars.Select(b => (Exact)b.Volume));
        return volume.Numerator.IsZero ? Typical(bars[^1]) : Sum(bars.Select(b => Typical(b) * b.Volume)) / volume;
    }

    private static (Exact Value, double Of)?[] Windows(Candle[] bars, int first, Func<int, (Exact Value, double Of)> value)
    {
        var values = new (Exact, double)?[bars.Length];
        var equal = 0;
        for (var i = first; i < bars.Length; i++)
        {
            // In a halt the window has the same bars as the one before.
            equal = i > 0 && bars[i] == (bars[i - 1] with { OpenTimeMs = bars[i].OpenTimeMs }) ? equal + 1 : 0;
            values[i] = equal > first ? values[i - 1] : value(i);
        }

        return values;
    }

    private static (Exact Value, double Of) Own(Exact value) => (value, value.ToDouble());

    private static double Percent(double a, double b) => Math.Max(100, Math.Abs(100 * a / b));

    private static Exact Typical(Candle bar) => ((Exact)bar.High + bar.Low + bar.Close) / 3.0;

    private static Exact Raw(Candle[] bars, int i, int n, bool fromHighest = false)
    {
        var window = bars[(i - n + 1)..(i + 1)];
        Exact highest = window.Max(b => b.High);
        Exact lowest = window.Min(b => b.Low);
        var range = highest - lowest;
        return range.Numerator.IsZero ? Exact.Zero : fromHighest ? -(100 * (highest - bars[i].Close) / range) : 100 * ((Exact)bars[i].Close - lowest) / range;
    }

    private static (Exact Value, double Of) Cci(Candle[] window)
    {
        var prices = window.Select(Typical).ToArray();
        var mean = Mean(prices);
        var deviation = Mean([.. prices.Select(p => (p - mean).Abs().Cut(Bits))]);
        var unit = deviation * 15.0 / 1000.0;
        return deviation.Numerator.IsZero ? (Exact.Zero, 1) : ((prices[^1] - mean) / unit, Math.Max((prices[^1] / unit).ToDouble(), (mean / unit).ToDouble()));
    }

    private static Exact Mfi(Candle[] bars)
    {
        var (rising, all) = (Exact.Zero, Exact.Zero);
        for (var i = 1; i < bars.Length; i++)
        {
            var move = bars[i].High < 1e20 ? Math.Sign(Decimals(bars[i]) - Decimals(bars[i - 1])) : (Typical(bars[i]) - Typical(bars[i - 1])).Numerator.Sign;
            var flow = Typical(bars[i]) * bars[i].Volume;
            rising = move > 0 ? (rising + flow).Cut(Bits) : rising;
            all = move != 0 ? (all + flow).Cut(Bits) : all;
        }

        return all.Numerator.IsZero ? Exact.Zero : 100 * rising / all;
    }

    /// <summary>The sum of the prices as decimals, in which equal means equal.</summary>
    private static decimal Decimals(Candle bar) => (decimal)bar.High + (decimal)bar.Low + (decimal)bar.Close;

    private static Exact Efficiency(Candle[] bars)
    {
        var path = Sum(bars.Zip(bars.Skip(1)).Select(pair => ((Exact)pair.Second.Close - pair.First.Close).Abs()));
        return path.Numerator.IsZero ? Exact.Zero : ((Exact)bars[^1].Close - bars[0].Close).Abs() / path;
    }

    private static (Exact Value, double Of)?[] HeikinAshiOpens(Candle[] bars)
    {
        var open = ((Exact)bars[0].Open + bars[0].Close) / 2.0;
        return [.. bars.Select((bar, i) =>
        {
            var value = open;
            open = ((open + (((Exact)bar.Open + bar.High + bar.Low + bar.Close) / 4.0)) / 2.0).Cut(Bits);
            return ((Exact, double)?)Own(value);
        })];
    }

    private static (Exact Value, double Of)?[] Obv(Candle[] bars)
    {
        var (sum, largest) = (Exact.Zero, 0.0);
        return [.. bars.Select((bar, i) =>
        {
            var sign = i == 0 ? 1 : Math.Sign(bar.Close.CompareTo(bars[i - 1].Close));
            sum = (sum + ((double)sign * (Exact)bar.Volume)).Cut(Bits);
            largest = Math.Max(largest, bar.Volume);
            return ((Exact, double)?)(sum, Math.Max(Math.Abs(sum.ToDouble()), largest));
        })];
    }

    /// <summary>TA-Lib's sums: the first ones over n - 1 bars, each later one S - S/n + x.</summary>
    private static (Exact Value, double Of)?[] Adx(Candle[] bars, int n)
    {
        var (plus, minus, range, adx) = (Exact.Zero, Exact.Zero, Exact.Zero, Exact.Zero);
        return [.. bars.Select((bar, i) =>
        {
            if (i == 0)
            {
                return ((Exact, double)?)null;
            }

            var before = bars[i - 1];
            var (up, down) = ((Exact)bar.High - before.High, (Exact)before.Low - bar.Low);
            var order = (up - down).Numerator.Sign;
            var trueRange = (Exact)Math.Max(bar.High, before.Close) - Math.Min(bar.Low, before.Close);
            var kept = i < n ? 1 : (n - 1) / (Exact)(double)n;
            plus = ((plus * kept) + (order > 0 && up.Numerator.Sign > 0 ? up : Exact.Zero)).Cut(Bits);
            minus = ((minus * kept) + (order < 0 && down.Numerator.Sign > 0 ? down : Exact.Zero)).Cut(Bits);
            range = ((range * kept) + trueRange).Cut(Bits);
            if (i < n)
            {
                return null;
            }

            var sum = plus + minus;
            var distance = sum.Numerator.IsZero ? (i < 2 * n ? Exact.Zero : adx) : 100 * (plus - minus).Abs() / sum;
            adx = (i < 2 * n ? adx + (distance / (double)n) : adx + ((distance - adx) / (double)n)).Cut(Bits);
            return i < (2 * n) - 1 ? null : (adx, 100);
        })];
    }

    /// <summary>The upper band, two average true ranges of 10 bars above the moving average of the close.</summary>
    private static (Exact Value, double Of)?[] KeltnerUppers(Candle[] bars, int n)
    {
        var ranges = AverageTrueRanges(bars, 10);
        var (first, ema) = (Exact.Zero, Exact.Zero);
        return [.. bars.Select((bar, i) =>
        {
            first += bar.Close;
            ema = i < n ? first / (double)n : (ema + (((Exact)bar.Close - ema) * 2.0 / (n + 1.0))).Cut(Bits);
            return i < n - 1 || ranges[i] is not { } range ? ((Exact, double)?)null : Own(ema + (range * 2.0));
        })];
    }

    /// <summary>The band in force at three average true ranges. Compared with the exact bands, a close touches or crosses one or it does not.</summary>
    private static (Exact Value, double Of)?[] SupertrendBands(Candle[] bars, int n)
    {
        var ranges = AverageTrueRanges(bars, n);
        var (upper, lower, isUpward, isFirst) = (Exact.Zero, Exact.Zero, true, true);
        return [.. bars.Select((bar, i) =>
        {
            if (ranges[i] is not { } range)
            {
                return ((Exact, double)?)null;
            }

            var middle = ((Exact)bar.High + bar.Low) / 2.0;
            var (above, below) = (middle + (range * 3.0), middle - (range * 3.0));
            Exact before = bars[i - 1].Close;
            upper = isFirst || Less(above, upper) || Less(upper, before) ? above : upper;
            lower = isFirst || Less(lower, below) || Less(before, lower) ? below : lower;
            isUpward = !isFirst ? isUpward : !Less(bar.Close, middle);
            isUpward = Less(isUpward ? lower : upper, bar.Close);
            isFirst = false;
            return Own(isUpward ? lower : upper);
        })];
    }

    private static bool Less(Exact a, Exact b) => (a - b).Numerator.Sign < 0;

    /// <summary>Wilder's: the mean of the first n true ranges, then each one with the weight 1/n.</summary>
    private static Exact?[] AverageTrueRanges(Candle[] bars, int n)
    {
        var mean = Exact.Zero;
        return [.. bars.Select((bar, i) =>
        {
            if (i == 0)
            {
                return (Exact?)null;
            }

            var range = (Exact)Math.Max(bar.High, bars[i - 1].Close) - Math.Min(bar.Low, bars[i - 1].Close);
            mean = i <= n ? mean + (range / (double)n) : (mean + ((range - mean) / (double)n)).Cut(Bits);
            return i < n ? null : mean;
        })];
    }

    private static Exact Mean(Exact[] values) => Sum(values) / values.Length;

    private static Exact Sum(IEnumerable<Exact> values) => values.Aggregate(Exact.Zero, (sum, value) => (sum + value).Cut(Bits));
}
