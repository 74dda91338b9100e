using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>
/// Heikin-Ashi candles: the close is the mean of the bar's four prices, the open the mean of the Heikin-Ashi open and close before, high and low are the bar's,
/// widened to include both. A copy of the state is a clone.
/// </summary>
/// <remarks>The open halves what it remembers at each bar and is carried in two doubles, so that its start vanishes to the bit (<see cref="WarmUp"/>).</remarks>
public struct HeikinAshiState : IIndicator
{
    /// <summary>The number of bars after which the candles no longer depend, to the bit, on where they started: the start has a weight of 2^-100.</summary>
    public const int WarmUp = 101;

    // The sum of open and close, twice the next open.
    private DoubleDouble _sum;
    private double _open;
    private double _high;
    private double _low;
    private double _close;

    /// <summary>Creates a state that has seen no bar.</summary>
    public HeikinAshiState()
    {
    }

    /// <summary>Its entry in the catalogue.</summary>
    public static IndicatorDescriptor Descriptor { get; } = new()
    {
        Name = "heikin-ashi",
        Title = "Heikin-Ashi candles",
        Outputs = ["open", "high", "low", "close"],
        Formula = "close = (open + high + low + close) / 4 of the bar; open = mean of the Heikin-Ashi open and close before, first (open + close) / 2 of the bar; "
            + "high = max(high of the bar, open, close); low = min(low of the bar, open, close)",
        Source = "Skender GetHeikinAshi",
        FirstValue = static _ => 1,
        WarmUp = static _ => WarmUp,
        Open = static _ => new HeikinAshiState(),
    };

    /// <summary>The open; NaN until <see cref="IsReady"/>.</summary>
    public readonly double Open => IsReady ? _open : double.NaN;

    /// <summary>The high; NaN until <see cref="IsReady"/>.</summary>
    public readonly double High => IsReady ? _high : double.NaN;

    /// <summary>The low; NaN until <see cref="IsReady"/>.</summary>
    public readonly double Low => IsReady ? _low : double.NaN;

    /// <summary>The close; NaN until <see cref="IsReady"/>.</summary>
    public readonly double Close => IsReady ? _close : double.NaN;

    /// <summary>Whether a bar was taken.</summary>
    public bool IsReady { get; private set; }

    /// <summary>Takes one closed bar.</summary>
    /// <param name="open">The first price of the bar.</param>
    /// <param name="high">The highest.</param>
    /// <param name="low">The lowest.</param>
    /// <param name="close">The last.</param>
    /// <returns>
    /// Whether the bar was taken; one with a value that is not finite, a high below its low, or a sum of prices beyond the greatest double is refused and changes nothing.
    /// </returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Update(double open, double high, double low, double close)
    {
        var prices = DoubleDouble.Sum(open, high) + low + close;
        var opens = IsReady ? _sum : DoubleDouble.Sum(open, close);
        var smoothOpen = 0.5 * opens.Rounded;
        var smoothClose = 0.25 * prices.Rounded;

        // Halves and quarters are exact.
        var sum = (opens * 0.5) + (prices * 0.25);
        if (!InputBar.IsTaken(high, low, close) || !double.IsFinite(open) || !double.IsFinite(sum.Rounded))
        {
            return false;
        }

        _sum = sum;
        (_open, _close) = (smoothOpen, smoothClose);
        _high = Math.Max(high, Math.Max(smoothOpen, smoothClose));
        _low = Math.Min(low, Math.Min(smoothOpen, smoothClose));
        IsReady = true;
        return true;
    }

    /// <summary>What the candle would be after a forming bar; the state does not change.</summary>
    /// <param name="open">The first price of the bar.</param>
    /// <param name="high">The high so far.</param>
    /// <param name="low">The low so far.</param>
    /// <param name="close">The last price so far.</param>
    /// <returns>The candle; NaN if <see cref="Update"/> would refuse the bar.</returns>
    public readonly (double Open, double High, double Low, double Close) Peek(double open, double high, double low, double close)
    {
        var copy = this;
        return copy.Update(open, high, low, close) ? (copy.Open, copy.High, copy.Low, copy.Close) : (double.NaN, double.NaN, double.NaN, double.NaN);
    }

    /// <summary>Forgets every bar.</summary>
    public void Reset() => this = new HeikinAshiState();

    bool IIndicator.Update(in Candle bar) => Update(bar.Open, bar.High, bar.Low, bar.Close);

    readonly void IIndicator.Read(Span<double> values) => (values[0], values[1], values[2], values[3]) = (Open, High, Low, Close);

    readonly bool IIndicator.Peek(in Candle bar, Span<double> values)
    {
        (values[0], values[1], values[2], values[3]) = Peek(bar.Open, bar.High, bar.Low, bar.Close);
        return !double.IsNaN(values[0]);
    }

    readonly IIndicator IIndicator.Clone() => this;
}
