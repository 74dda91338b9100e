using System.Runtime.CompilerServices;

namespace AgentBridge.Signals;

/// <summary>
/// The breakout rule as a running state, the one kernel of the generator: a candle breaks out when its close is above the
/// highest of the <c>HighLookback</c> highs before it; the stop is the lowest of the last <c>LowLookback</c> lows with its own.
/// Takes a candle in a few nanoseconds and allocates nothing. A candle with a high, low or close that is not finite gives no
/// signal, and the history starts anew behind it.
/// </summary>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class BreakoutState
{
    private readonly double _tp1R;
    private readonly double _tp2R;
    private readonly int _highLookback;
    private readonly int _lowLookback;
    private RollingExtreme _highs;
    private RollingExtreme _negatedLows;
    private int _seen;

    /// <summary>A state that has seen no candle.</summary>
    /// <param name="options">The settings.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public BreakoutState(BreakoutOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        _tp1R = options.Tp1R;
        _tp2R = options.Tp2R;
        _highLookback = options.HighLookback;
        _lowLookback = options.LowLookback;
        _highs = new RollingExtreme(options.HighLookback);
        _negatedLows = new RollingExtreme(options.LowLookback);
    }

    /// <summary>Takes one closed candle.</summary>
    /// <param name="high">Its high.</param>
    /// <param name="low">Its low.</param>
    /// <param name="close">Its close.</param>
    /// <param name="levels">The prices of the breakout; the default value where there is none.</param>
    /// <returns>Whether this candle breaks out, with prices that the contract can hold (0 &lt; stop &lt; entry &lt; TP1 &lt; TP2).</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Update(double high, double low, double close, out PlanPrices levels)
    {
        if (!(double.IsFinite(high) && double.IsFinite(low) && double.IsFinite(close)))
        {
            Reset();
            levels = default;
            return false;
        }

        // The prior highs are those pushed before this candle's own; the lows include it.
        var broke = close > _highs.Value;
        _highs.Push(high);
        _negatedLows.Push(-low);
        _seen++;
        if (broke && _seen > _highLookback && _seen >= _lowLookback)
        {
            return TryMakeLevels(close, -_negatedLows.Value, out levels);
        }

        levels = default;
        return false;
    }

    /// <summary>Forgets every candle.</summary>
    public void Reset()
    {
        _highs.Reset();
        _negatedLows.Reset();
        _seen = 0;
    }

    private bool TryMakeLevels(double entry, double stop, out PlanPrices levels)
    {
        var risk = entry - stop;
        var made = new PlanPrices(entry, stop, entry + (_tp1R * risk), entry + (_tp2R * risk));

        // Where the risk is a rounding error of the price, or overflows, the targets fall together: no signal.
        var holds = made.Stop > 0 && made.Stop < made.Entry && made.Entry < made.Tp1 && made.Tp1 < made.Tp2 && double.IsFinite(made.Tp2);
        levels = holds ? made : default;
        return holds;
    }
}
