namespace AgentBridge.Market;

/// <content>In the catalogue.</content>
public partial struct AtrState : IIndicator
{
    /// <summary>Its entry in the catalogue.</summary>
    public static IndicatorDescriptor Descriptor { get; } = new()
    {
        Name = "atr",
        Title = "Average true range",
        Parameters = [IndicatorParameter.Bars("period", 14, 1, WindowPeriod.Largest, "true ranges in the average")],
        Outputs = ["atr"],
        Formula = "Wilder's average of max(high, previous close) - min(low, previous close): first a mean over period bars, then atr = (1 - 1/period) * atr + 1/period * range",
        Source = "TA-Lib ATR",
        FirstValue = static p => p.Bars("period") + 1,
        WarmUp = static p => WarmUpOf(p.Bars("period")),
        Open = static p => new AtrState(p.Bars("period")),
        Batch = static (candles, p, outputs) => new AtrState(p.Bars("period")).UpdateAll(candles.Highs, candles.Lows, candles.Closes, outputs[0]),
    };

    bool IIndicator.Update(in Candle bar) => Update(bar.High, bar.Low, bar.Close);

    readonly void IIndicator.Read(Span<double> values) => values[0] = Value;

    readonly bool IIndicator.Peek(in Candle bar, Span<double> values)
    {
        var copy = this;
        var isTaken = copy.Update(bar.High, bar.Low, bar.Close);
        values[0] = isTaken ? copy.Value : double.NaN;
        return isTaken;
    }

    readonly IIndicator IIndicator.Clone() => this;
}
