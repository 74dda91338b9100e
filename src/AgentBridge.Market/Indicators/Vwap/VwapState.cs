using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>
/// The volume-weighted average price of a session, which is a day of UTC: the sum of typical price times volume, divided by the sum of the volumes, over the bars
/// that opened since midnight. A copy of the state is a clone.
/// </summary>
/// <remarks>
/// While a session has no volume, the value is the typical price of its last bar. A session that began before the first bar is averaged from the first bar on.
/// </remarks>
public struct VwapState : IIndicator
{
    /// <summary>The number of bars after which the value no longer depends on where it started: as many as a day has minutes, the shortest bars.</summary>
    public const int WarmUp = 1_440;

    private const long SessionMs = 86_400_000;

    // Typical prices times three.
    private DoubleDouble _turnover;
    private DoubleDouble _volume;
    private long _session;
    private double _value;

    /// <summary>Creates a state that has seen no bar.</summary>
    public VwapState()
    {
    }

    /// <summary>Its entry in the catalogue.</summary>
    public static IndicatorDescriptor Descriptor { get; } = new()
    {
        Name = "vwap",
        Title = "Volume-weighted average price of a session",
        Outputs = ["vwap"],
        Formula = "sum((high + low + close) / 3 * volume) / sum(volume) over the bars since 00:00 UTC; the typical price of the bar while the sum of the volumes is 0",
        Source = "own definition; Skender GetVwap within a session",
        FirstValue = static _ => 1,
        WarmUp = static _ => WarmUp,
        Open = static _ => new VwapState(),
    };

    /// <summary>The average; NaN until <see cref="IsReady"/>.</summary>
    public readonly double Value => IsReady ? _value : double.NaN;

    /// <summary>Whether a bar was taken.</summary>
    public bool IsReady { get; private set; }

    /// <summary>Takes one closed bar.</summary>
    /// <param name="openTimeMs">The first instant of the bar, in Unix milliseconds: it decides the session.</param>
    /// <param name="high">The highest price of the bar.</param>
    /// <param name="low">The lowest.</param>
    /// <param name="close">The last.</param>
    /// <param name="volume">Traded in the bar, in the base currency; ≥ 0.</param>
    /// <returns>
    /// Whether the bar was taken; one with a value that is not finite, a high below its low, a negative volume, or a sum beyond the greatest double is refused and changes nothing.
    /// </returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Update(long openTimeMs, double high, double low, double close, double volume)
    {
        var session = (openTimeMs / SessionMs) - (openTimeMs % SessionMs < 0 ? 1 : 0);
        var isNew = !IsReady || session != _session;
        var prices = TypicalPrice.Tripled(high, low, close);
        var turnover = (isNew ? default : _turnover) + (prices * volume);
        var total = (isNew ? default : _volume) + volume;
        var value = TypicalPrice.Weighted(turnover.Rounded, total.Rounded, prices.Rounded);
        if (!InputBar.IsTaken(high, low, close) || !InputBar.IsVolume(volume) || !double.IsFinite(turnover.Rounded) || !double.IsFinite(total.Rounded) || !double.IsFinite(value))
        {
            return false;
        }

        (_turnover, _volume, _session, _value) = (turnover, total, session, value);
        IsReady = true;
        return true;
    }

    /// <summary>What <see cref="Value"/> would be after a forming bar; the state does not change.</summary>
    /// <param name="openTimeMs">The first instant of the bar, in Unix milliseconds.</param>
    /// <param name="high">The high so far.</param>
    /// <param name="low">The low so far.</param>
    /// <param name="close">The last price so far.</param>
    /// <param name="volume">The volume so far.</param>
    /// <returns>The average; NaN if <see cref="Update"/> would refuse the bar.</returns>
    public readonly double Peek(long openTimeMs, double high, double low, double close, double volume)
    {
        var copy = this;
        return copy.Update(openTimeMs, high, low, close, volume) ? copy.Value : double.NaN;
    }

    /// <summary>Forgets every bar.</summary>
    public void Reset() => this = new VwapState();

    bool IIndicator.Update(in Candle bar) => Update(bar.OpenTimeMs, bar.High, bar.Low, bar.Close, bar.Volume);

    readonly void IIndicator.Read(Span<double> values) => values[0] = Value;

    readonly bool IIndicator.Peek(in Candle bar, Span<double> values)
    {
        values[0] = Peek(bar.OpenTimeMs, bar.High, bar.Low, bar.Close, bar.Volume);
        return !double.IsNaN(values[0]);
    }

    readonly IIndicator IIndicator.Clone() => this;
}
