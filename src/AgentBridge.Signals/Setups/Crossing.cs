using System.Runtime.CompilerServices;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>
/// Crossings of a line over another, as Freqtrade's <c>qtpylib.crossed</c> sees them: up where a &gt; b and a ≤ b before, down where a &lt; b and a ≥ b
/// before. So equal lines are no crossing yet, and the first candle after equality that parts them is one. Where a value is NaN there is no
/// crossing, nor at the candle after it.
/// </summary>
internal struct Crossing
{
    // Twice the sign of a - b, so that nothing seen yet and NaN (0) differ from equal lines (1).
    private int _before;

    /// <summary>Takes the next values: long where a crosses above b, short where it crosses below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SignalSide Update(double a, double b)
    {
        var before = _before;
        _before = a > b ? 2 : a < b ? -2 : a == b ? 1 : 0;
        return (_before, before) switch
        {
            (2, -2 or 1) => SignalSide.Long,
            (-2, 2 or 1) => SignalSide.Short,
            _ => SignalSide.Unspecified,
        };
    }
}
