namespace AgentBridge.Market;

/// <content>In the catalogue.</content>
public partial struct RsiState : IIndicator
{
    /// <summary>Its entry in the catalogue.</summary>
    public static IndicatorDescriptor Descriptor { get; } = new()
    {
        Name = "rsi",
        Title = "Relative strength index",
        Parameters = [IndicatorParameter.Bars("period", 14, 2, WindowPeriod.Largest, "changes in the averages")],
        Outputs = ["rsi"],
        Formula = "100 * g / (g + l), g and l Wilder's averages over period of rises and falls of the close, the first ones means; 0 where g + l = 0",
        Source = "TA-Lib RSI",
        FirstValue = static p => p.Bars("period") + 1,
        WarmUp = static p => WarmUpOf(p.Bars("period")),
        Open = static p => new RsiState(p.Bars("period")),
        Batch = static (candles, p, outputs) => new RsiState(p.Bars("period")).UpdateAll(candles.Closes, outputs[0]),
    };

    bool IIndicator.Update(in Candle bar) => Update(bar.Close);

    readonly void IIndicator.Read(Span<double> values) => values[0] = Value;

    readonly bool IIndicator.Peek(in Candle bar, Span<double> values)
    {
        var copy = this;
        var isTaken = copy.Update(bar.Close);
        values[0] = isTaken ? copy.Value : double.NaN;
        return isTaken;
    }

    readonly IIndicator IIndicator.Clone() => this;
}
