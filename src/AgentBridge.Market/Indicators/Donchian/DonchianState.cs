using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>
/// The Donchian channel: the highest high and the lowest low of the <c>period</c> bars before the current one, which is excluded, so that a close can lie
/// outside the channel.
/// </summary>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class DonchianState : IIndicator
{
    private RollingRange _range;

    /// <summary>Creates a state that has seen no bar.</summary>
    /// <param name="period">Bars in the channel, from 1 to 10,000.</param>
    public DonchianState(int period)
    {
        Period = WindowPeriod.Checked(period);
        _range = new RollingRange(period);
    }

    private DonchianState(DonchianState other)
    {
        Period = other.Period;
        _range = other._range.Clone();
        (Upper, Lower) = (other.Upper, other.Lower);
    }

    /// <summary>Its entry in the catalogue.</summary>
    public static IndicatorDescriptor Descriptor { get; } = new()
    {
        Name = "donchian",
        Title = "Donchian channel",
        Parameters = [IndicatorParameter.Bars("period", 20, 1, WindowPeriod.Largest, "bars in the channel, before the current one")],
        Outputs = ["middle", "upper", "lower"],
        Formula = "upper: the highest high of the period bars before the current one; lower: their lowest low; middle = (upper + lower) / 2",
        Source = "Skender GetDonchian",
        FirstValue = static p => WarmUpOf(p.Bars("period")),
        WarmUp = static p => WarmUpOf(p.Bars("period")),
        Open = static p => new DonchianState(p.Bars("period")),
    };

    /// <summary>Bars in the channel.</summary>
    public int Period { get; }

    /// <summary>The highest high before the current bar; NaN until <see cref="IsReady"/>.</summary>
    public double Upper { get; private set; } = double.NaN;

    /// <summary>The mean of <see cref="Upper"/> and <see cref="Lower"/>; NaN until <see cref="IsReady"/>.</summary>
    public double Middle => Mean(Upper, Lower);

    /// <summary>The lowest low before the current bar; NaN until <see cref="IsReady"/>.</summary>
    public double Lower { get; private set; } = double.NaN;

    /// <summary>Whether more than <see cref="Period"/> bars were taken.</summary>
    public bool IsReady => !double.IsNaN(Upper);

    /// <summary>The number of bars after which the channel no longer depends on where it started.</summary>
    /// <param name="period">Bars in the channel, from 1 to 10,000.</param>
    public static int WarmUpOf(int period) => WindowPeriod.Checked(period) + 1;

    /// <summary>Takes one closed bar. The channel is then that of the bars before it.</summary>
    /// <param name="high">The highest price of the bar.</param>
    /// <param name="low">The lowest.</param>
    /// <returns>Whether the bar was taken; one with a value that is not finite, or a high below its low, is refused and changes nothing.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Update(double high, double low)
    {
        if (!InputBar.IsTaken(high, low))
        {
            return false;
        }

        if (_range.IsFull)
        {
            (Upper, Lower) = (_range.Highest, _range.Lowest);
        }

        _range.Push(high, low);
        return true;
    }

    /// <summary>The channel of a forming bar, which its own high and low don't enter; the state does not change.</summary>
    /// <returns>Middle, upper and lower; NaN if there were too few bars.</returns>
    public (double Middle, double Upper, double Lower) Peek() =>
        _range.IsFull ? (Mean(_range.Highest, _range.Lowest), _range.Highest, _range.Lowest) : (double.NaN, double.NaN, double.NaN);

    /// <summary>The same as <see cref="Update"/> for each bar, writing the channel (NaN for a refused bar).</summary>
    /// <param name="highs">The highs, oldest first.</param>
    /// <param name="lows">The lows; as many.</param>
    /// <param name="upper">At least as long.</param>
    /// <param name="lower">At least as long.</param>
    public void UpdateAll(ReadOnlySpan<double> highs, ReadOnlySpan<double> lows, Span<double> upper, Span<double> lower)
    {
        for (var i = 0; i < highs.Length; i++)
        {
            (upper[i], lower[i]) = Update(highs[i], lows[i]) ? (Upper, Lower) : (double.NaN, double.NaN);
        }
    }

    /// <summary>A copy that goes on from here on its own.</summary>
    public DonchianState Clone() => new(this);

    /// <summary>Forgets every bar.</summary>
    public void Reset()
    {
        _range.Reset();
        (Upper, Lower) = (double.NaN, double.NaN);
    }

    bool IIndicator.Update(in Candle bar) => Update(bar.High, bar.Low);

    void IIndicator.Read(Span<double> values) => (values[0], values[1], values[2]) = (Middle, Upper, Lower);

    bool IIndicator.Peek(in Candle bar, Span<double> values)
    {
        var isTaken = InputBar.IsTaken(bar.High, bar.Low);
        (values[0], values[1], values[2]) = isTaken ? Peek() : (double.NaN, double.NaN, double.NaN);
        return isTaken;
    }

    IIndicator IIndicator.Clone() => Clone();

    private static double Mean(double upper, double lower) => (0.5 * upper) + (0.5 * lower);
}
