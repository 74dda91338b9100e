namespace AgentBridge.Market;

/// <content>In the catalogue.</content>
public partial struct AdxState : IIndicator
{
    /// <summary>Its entry in the catalogue.</summary>
    public static IndicatorDescriptor Descriptor { get; } = new()
    {
        Name = "adx",
        Title = "Average directional index",
        Parameters =
        [
            IndicatorParameter.Bars("period", 14, 2, WindowPeriod.Largest, "bars in each smoothing"),
            IndicatorParameter.Bars("skender_seeds", 0, 0, 1, "1 starts the smoothing with period movements as Skender does, 0 with one less as TA-Lib does"),
        ],
        Outputs = ["adx", "plus_di", "minus_di"],
        Formula = "plus_di = 100 * S(upward movement) / S(true range), minus_di likewise, S Wilder's average; adx = Wilder's average of 100 * |plus_di - minus_di| / (plus_di + minus_di), "
            + "first the mean of period of them; unchanged where that sum is 0",
        Source = "TA-Lib ADX, PLUS_DI, MINUS_DI; Skender GetAdx with skender_seeds=1",
        FirstValue = static p => 2 * p.Bars("period"),
        WarmUp = static p => WarmUpOf(p.Bars("period")),
        Open = static p => new AdxState(p.Bars("period"), p.Bars("skender_seeds") == 1),
        Batch = static (candles, p, outputs) => new AdxState(p.Bars("period"), p.Bars("skender_seeds") == 1).UpdateAll(candles.Highs, candles.Lows, candles.Closes, outputs[0], outputs[1], outputs[2]),
    };

    bool IIndicator.Update(in Candle bar) => Update(bar.High, bar.Low, bar.Close);

    readonly void IIndicator.Read(Span<double> values) => (values[0], values[1], values[2]) = (Adx, PlusDi, MinusDi);

    readonly bool IIndicator.Peek(in Candle bar, Span<double> values)
    {
        var copy = this;
        var isTaken = copy.Update(bar.High, bar.Low, bar.Close);
        (values[0], values[1], values[2]) = isTaken ? (copy.Adx, copy.PlusDi, copy.MinusDi) : (double.NaN, double.NaN, double.NaN);
        return isTaken;
    }

    readonly IIndicator IIndicator.Clone() => this;
}
