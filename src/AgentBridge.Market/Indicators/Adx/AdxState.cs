using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AgentBridge.Market;

/// <summary>
/// Wilder's average directional index with its two directional indicators: +DI and -DI are the smoothed upward and downward movements in percent of the smoothed
/// true range, ADX the smoothed distance of the two in percent of their sum. A copy of the state is a clone.
/// </summary>
/// <remarks>
/// Only the ratio of the smoothed movements and ranges counts, and in a halt all of them shrink alike: they are scaled up by powers of two before they become
/// denormal, so that the indicators keep their values through a halt of any length. A bar without any smoothed movement has no distance: ADX stays as it is.
/// </remarks>
public partial struct AdxState
{
    /// <summary>Bars at once in a batch.</summary>
    private const int Piece = 256;

    /// <summary>The smoothed range below which a halt is scaled up: 2^-400.</summary>
    private const double Small = 3.8725919148493183e-121;

    /// <summary>2^400; its reciprocal is <see cref="Small"/>.</summary>
    private const double Enlargement = 1 / Small;

    // Of upward and of downward movements.
    private RecursiveMeanPair _movements;
    private RecursiveMean _range;
    private RecursiveMean _adx;
    private double _high;
    private double _low;
    private double _close;
    private int _bars;
    private int _enlargements;
    private Vector128<double> _directions;

    /// <summary>Creates a state that has seen no bar.</summary>
    /// <param name="period">Bars in each smoothing, from 2 to 10,000.</param>
    /// <param name="skenderSeeds">
    /// Whether smoothing starts with <c>period</c> movements, as Skender's does, and not with <c>period - 1</c>, as TA-Lib's. The values differ at first and approach each other.
    /// </param>
    public AdxState(int period, bool skenderSeeds = false)
    {
        Period = WindowPeriod.Checked(period, smallest: 2);
        SkenderSeeds = skenderSeeds;
        _range = RecursiveMean.Wilder(period);
        _adx = _range;
        _movements = new RecursiveMeanPair(_range);
    }

    /// <summary>Bars in each smoothing; 0 in the default value, which refuses every bar.</summary>
    public int Period { get; }

    /// <summary>Whether smoothing starts with <see cref="Period"/> movements, and not with one less.</summary>
    public bool SkenderSeeds { get; }

    /// <summary>ADX, from 0 to 100; NaN until <see cref="IsReady"/>.</summary>
    public readonly double Adx => _adx.Value;

    /// <summary>+DI, from 0 to 100; NaN before bar <see cref="Period"/>, counted from 0.</summary>
    public readonly double PlusDi => HasDirection ? _directions[0] : double.NaN;

    /// <summary>-DI, from 0 to 100; NaN before bar <see cref="Period"/>, counted from 0.</summary>
    public readonly double MinusDi => HasDirection ? _directions[1] : double.NaN;

    /// <summary>Whether enough bars were taken for all three: twice <see cref="Period"/>.</summary>
    public readonly bool IsReady => _adx.IsReady;

    private readonly bool HasDirection => Period > 0 && _bars > Period;

    /// <summary>
    /// The number of bars after which the values no longer depend, to the bit, on where they started, unless the market halted for as long: a start within
    /// a halt knows nothing of the direction before.
    /// </summary>
    /// <param name="period">Bars in each smoothing, from 2 to 10,000.</param>
    public static int WarmUpOf(int period)
    {
        // The movements forget their start, then ADX what it took in the meantime.
        var steps = RecursiveMean.StepsToForget(1.0 / WindowPeriod.Checked(period, smallest: 2));
        return (2 * period) + steps + (steps / 2);
    }

    /// <summary>Takes one closed bar.</summary>
    /// <param name="high">The highest price of the bar.</param>
    /// <param name="low">The lowest.</param>
    /// <param name="close">The last.</param>
    /// <returns>
    /// Whether the bar was taken; one with a value that is not finite, a high below its low, or a movement or range beyond the greatest double is refused and changes nothing.
    /// </returns>
    public bool Update(double high, double low, double close)
    {
        var isFirst = _bars == 0;
        var (up, down) = isFirst ? (0, 0) : (high - _high, _low - low);
        var range = TrueRange.Of(high, low, isFirst ? close : _close);
        if (Period == 0 || !TrueRange.IsTaken(high, low, close, range) || !(Math.Abs(up) <= double.MaxValue) || !(Math.Abs(down) <= double.MaxValue))
        {
            return false;
        }

        (_high, _low, _close) = (high, low, close);
        _bars += _bars <= Period ? 1 : 0;
        if (!isFirst || !SkenderSeeds)
        {
            // TA-Lib's first mean has one movement less: as if that of the first bar were 0.
            Smooth(up > down && up > 0 ? up : 0, down > up && down > 0 ? down : 0, isFirst ? 0 : range);
        }

        return true;
    }

    /// <summary>What the values would be after a forming bar; the state does not change.</summary>
    /// <param name="high">The high so far.</param>
    /// <param name="low">The low so far.</param>
    /// <param name="close">The last price so far.</param>
    /// <returns>ADX, +DI and -DI; NaN where there were too few bars or <see cref="Update"/> would refuse this one.</returns>
    public readonly (double Adx, double PlusDi, double MinusDi) Peek(double high, double low, double close)
    {
        var copy = this;
        return copy.Update(high, low, close) ? (copy.Adx, copy.PlusDi, copy.MinusDi) : (double.NaN, double.NaN, double.NaN);
    }

    /// <summary>The same as <see cref="Update"/> for each bar, writing the values (NaN for a refused bar).</summary>
    /// <param name="highs">The highs, oldest first.</param>
    /// <param name="lows">The lows; as many.</param>
    /// <param name="closes">The closes; as many.</param>
    /// <param name="adx">At least as long.</param>
    /// <param name="plusDi">At least as long.</param>
    /// <param name="minusDi">At least as long.</param>
    public void UpdateAll(ReadOnlySpan<double> highs, ReadOnlySpan<double> lows, ReadOnlySpan<double> closes, Span<double> adx, Span<double> plusDi, Span<double> minusDi)
    {
        var isTaken = false;
        for (var i = 0; i < highs.Length; i++)
        {
            // The bar before is the last one that was taken.
            while (isTaken && CanAddPiece)
            {
                var end = Math.Min(i + Piece, highs.Length);
                var count = AddPiece(highs[(i - 1)..end], lows[(i - 1)..end], closes[(i - 1)..end], adx[i..], plusDi[i..], minusDi[i..]);
                if (count == 0)
                {
                    break;
                }

                i += count;
            }

            if (i < highs.Length)
            {
                isTaken = Update(highs[i], lows[i], closes[i]);
                (adx[i], plusDi[i], minusDi[i]) = isTaken ? (Adx, PlusDi, MinusDi) : (double.NaN, double.NaN, double.NaN);
            }
        }
    }

    /// <summary>Forgets every bar.</summary>
    public void Reset() => this = Period == 0 ? default : new AdxState(Period, SkenderSeeds);

    /// <summary>Whether no mean can vanish within a piece: each at most halves with a bar.</summary>
    private readonly bool CanAddPiece => Vector256.IsHardwareAccelerated && IsReady && _enlargements == 0 && _range.Value >= 1e-40 && _movements.Greatest >= 1e-40;

    private int AddPiece(ReadOnlySpan<double> highs, ReadOnlySpan<double> lows, ReadOnlySpan<double> closes, Span<double> adx, Span<double> plusDi, Span<double> minusDi)
    {
        Span<double> ups = stackalloc double[Piece];
        Span<double> downs = stackalloc double[Piece];
        Span<double> ranges = stackalloc double[Piece];
        var count = AdxBatch.Movements(highs, lows, closes, ups, downs, ranges);
        if (count == 0)
        {
            return 0;
        }

        ups = ups[..count];
        downs = downs[..count];
        ranges = ranges[..count];
        _movements.AddAll(ups, downs);
        _range.AddAll(ranges, ranges);
        AdxBatch.Directions(ups, downs, ranges, plusDi, minusDi, ranges);
        _adx.AddAll(ranges, adx);
        (_high, _low, _close) = (highs[count], lows[count], closes[count]);
        _directions = Vector128.Create(plusDi[count - 1], minusDi[count - 1]);
        return count;
    }

    private void Smooth(double up, double down, double range)
    {
        if (_enlargements > 0 && range > 0)
        {
            Restore();
        }

        _movements.Add(Vector128.Create(up, down));
        _range.Add(range);
        if (!HasDirection)
        {
            return;
        }

        var smoothed = _range.Value;
        if (smoothed < Small && range == 0 && smoothed > 0)
        {
            Enlarge(Enlargement);
            _enlargements++;
            smoothed = _range.Value;
        }

        var movements = _movements.Values;
        _directions = smoothed > 0 ? 100 * (movements / smoothed) : Vector128<double>.Zero;

        // Halves are exact; a sum may be beyond the greatest double.
        var halves = 0.5 * movements;
        var sum = halves[0] + halves[1];
        if (sum > 0)
        {
            _adx.Add(100 * (Math.Abs(halves[0] - halves[1]) / sum));
        }
        else if (!_adx.IsReady)
        {
            _adx.Add(0);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Restore()
    {
        for (; _enlargements > 0; _enlargements--)
        {
            Enlarge(Small);
        }
    }

    private void Enlarge(double powerOfTwo)
    {
        _movements.Scale(powerOfTwo);
        _range.Scale(powerOfTwo);
    }
}
