using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AgentBridge.Market;

/// <summary>
/// The price step as of the newest closed candle: the finer of the market's and the data's, which is 10^-d where d is the most
/// decimals among the prices of the last 999 candles. Uses no later candle, takes a few nanoseconds per candle and
/// allocates nothing.
/// </summary>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class PriceStepTracker
{
    /// <summary>The number of newest candles from which the data's step is taken: the window of a run cycle.</summary>
    public const int Window = 999;

    // The place of candles that lie on no grid of at most 10 decimals.
    private const int OffGrid = PriceStep.MaxDecimals + 1;

    // Below it, a rounded number of steps is exact, and exactly divisible.
    private const double MostSteps = 1L << 51;

    private readonly PriceStep _market;

    // The number of the newest candle that needs exactly so many decimals; nothing has to be forgotten when a candle leaves the window.
    private readonly long[] _newest = new long[OffGrid + 1];
    private long _count;
    private int _expected;

    /// <summary>Creates a tracker that has seen no candle.</summary>
    /// <param name="market">The step that the market reports; unknown by default.</param>
    public PriceStepTracker(PriceStep market = default)
    {
        _market = market;
        Array.Fill(_newest, -Window);
    }

    /// <summary>The step as of the newest candle.</summary>
    public PriceStep Step
    {
        get
        {
            for (var decimals = OffGrid; decimals >= 0; decimals--)
            {
                if (_newest[decimals] > _count - Window)
                {
                    // Prices with more decimals than any market has (averages, float noise) show no step.
                    return decimals == OffGrid ? _market : PriceStep.Finer(_market, PriceStep.OfDecimals(decimals));
                }
            }

            return _market;
        }
    }

    /// <summary>The step as of the newest candle of a series, by its market and its last 999 candles.</summary>
    /// <param name="candles">Closed candles, oldest first.</param>
    public static PriceStep StepOf(CandleSeries candles)
    {
        ArgumentNullException.ThrowIfNull(candles);
        var tracker = new PriceStepTracker(candles.MarketStep);
        for (var i = Math.Max(0, candles.Count - Window); i < candles.Count; i++)
        {
            tracker.Update(candles[i]);
        }

        return tracker.Step;
    }

    /// <summary>Takes the next closed candle.</summary>
    /// <param name="candle">The candle; an impossible one shows nothing.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Update(in Candle candle)
    {
        _count++;
        var prices = Vector256.Create(candle.Open, candle.High, candle.Low, candle.Close);
        if (!NeedsExactly(prices, _expected))
        {
            if (!candle.IsPossible)
            {
                return;
            }

            _expected = DecimalsOf(prices);
        }

        _newest[_expected] = _count;
    }

    /// <summary>Whether all prices are on the grid with this many decimals and at least one is not on the next coarser grid; false if uncertain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool NeedsExactly(Vector256<double> prices, int decimals)
    {
        if (decimals == OffGrid)
        {
            return !AreOnGrid(prices, PriceStep.MaxDecimals, out var finest) && Vector256.LessThanAll(finest, Vector256.Create(MostSteps));
        }

        return AreOnGrid(prices, decimals, out var steps) && (decimals == 0 || !AreMultiplesOfTen(steps));
    }

    private static int DecimalsOf(Vector256<double> prices)
    {
        for (var decimals = 0; decimals <= PriceStep.MaxDecimals; decimals++)
        {
            if (AreOnGrid(prices, decimals, out _))
            {
                return decimals;
            }
        }

        return OffGrid;
    }

    /// <summary>A price is on the grid if it equals the double parsed from the decimal's text: one division of exact numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreOnGrid(Vector256<double> prices, int decimals, out Vector256<double> steps) =>
        DecimalTest.Are(prices, PowersOfTen.Of(decimals), out steps) && Vector256.LessThanAll(steps, Vector256.Create(MostSteps));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreMultiplesOfTen(Vector256<double> steps) =>
        Vector256.EqualsAll(Vector256.Round(steps * Vector256.Create(0.1)) * Vector256.Create(10.0), steps);
}
