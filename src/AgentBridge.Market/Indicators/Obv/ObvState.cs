using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>
/// On-balance volume: the sum of the volumes of bars that closed higher than the bar before, less those of bars that closed lower. It starts with the volume
/// of the first bar. A copy of the state is a clone.
/// </summary>
/// <remarks>The level depends on the first bar; only differences mean something. It is carried in two doubles, so that no volume is lost in a long sum.</remarks>
public struct ObvState : IIndicator
{
    private DoubleDouble _sum;
    private double _close;

    /// <summary>Creates a state that has seen no bar.</summary>
    public ObvState()
    {
    }

    /// <summary>Its entry in the catalogue.</summary>
    public static IndicatorDescriptor Descriptor { get; } = new()
    {
        Name = "obv",
        Title = "On-balance volume",
        Outputs = ["obv"],
        Formula = "first the volume; then obv + volume where the close is above the close before, obv - volume where it is below, obv where it is equal",
        Source = "TA-Lib OBV",
        FirstValue = static _ => 1,
        WarmUp = static _ => null,
        Open = static _ => new ObvState(),
        Batch = static (candles, _, outputs) => new ObvState().UpdateAll(candles.Closes, candles.Volumes, outputs[0]),
    };

    /// <summary>The sum, in the unit of the volumes; NaN until <see cref="IsReady"/>.</summary>
    public readonly double Value => IsReady ? _sum.Rounded : double.NaN;

    /// <summary>Whether a bar was taken.</summary>
    public bool IsReady { get; private set; }

    /// <summary>Takes one closed bar.</summary>
    /// <param name="close">The last price of the bar.</param>
    /// <param name="volume">Traded in the bar, in the base currency; ≥ 0.</param>
    /// <returns>Whether the bar was taken; one with a value that is not finite, a negative volume, or a sum beyond the greatest double is refused and changes nothing.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Update(double close, double volume)
    {
        if (!double.IsFinite(close) || !InputBar.IsVolume(volume))
        {
            return false;
        }

        var sum = !IsReady || close > _close ? _sum + volume
            : close < _close ? _sum + -volume
            : _sum;
        if (!double.IsFinite(sum.Rounded))
        {
            return false;
        }

        (_sum, _close, IsReady) = (sum, close, true);
        return true;
    }

    /// <summary>What <see cref="Value"/> would be after a forming bar; the state does not change.</summary>
    /// <param name="close">The last price so far.</param>
    /// <param name="volume">The volume so far.</param>
    /// <returns>The sum; NaN if <see cref="Update"/> would refuse the bar.</returns>
    public readonly double Peek(double close, double volume)
    {
        var copy = this;
        return copy.Update(close, volume) ? copy.Value : double.NaN;
    }

    /// <summary>The same as <see cref="Update"/> for each bar, writing <see cref="Value"/> (NaN for a refused bar).</summary>
    /// <param name="closes">The closes, oldest first.</param>
    /// <param name="volumes">The volumes; as many.</param>
    /// <param name="destination">At least as long.</param>
    public void UpdateAll(ReadOnlySpan<double> closes, ReadOnlySpan<double> volumes, Span<double> destination)
    {
        for (var i = 0; i < closes.Length; i++)
        {
            destination[i] = Update(closes[i], volumes[i]) ? Value : double.NaN;
        }
    }

    /// <summary>Forgets every bar.</summary>
    public void Reset() => this = new ObvState();

    bool IIndicator.Update(in Candle bar) => Update(bar.Close, bar.Volume);

    readonly void IIndicator.Read(Span<double> values) => values[0] = Value;

    readonly bool IIndicator.Peek(in Candle bar, Span<double> values)
    {
        values[0] = Peek(bar.Close, bar.Volume);
        return !double.IsNaN(values[0]);
    }

    readonly IIndicator IIndicator.Clone() => this;
}
