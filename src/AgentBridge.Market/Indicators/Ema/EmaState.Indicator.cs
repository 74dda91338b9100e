namespace AgentBridge.Market;

/// <content>In the catalogue.</content>
public partial struct EmaState : IIndicator
{
    /// <summary>Its entry in the catalogue.</summary>
    public static IndicatorDescriptor Descriptor { get; } = new()
    {
        Name = "ema",
        Title = "Exponential moving average",
        Parameters = [IndicatorParameter.Bars("period", 20, 1, 10_000, "values in the average")],
        Outputs = ["ema"],
        Formula = "first the mean of the first period closes, then ema += 2/(period + 1) * (close - ema)",
        Source = "TA-Lib EMA",
        FirstValue = static p => p.Bars("period"),
        WarmUp = static p => WarmUpOf(p.Bars("period")),
        Open = static p => new EmaState(p.Bars("period")),
        Batch = static (candles, p, outputs) => new EmaState(p.Bars("period")).UpdateAll(candles.Closes, outputs[0]),
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
