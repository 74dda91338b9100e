namespace AgentBridge.Market;

/// <content>In the catalogue.</content>
public partial struct MacdState : IIndicator
{
    /// <summary>Its entry in the catalogue.</summary>
    public static IndicatorDescriptor Descriptor { get; } = new()
    {
        Name = "macd",
        Title = "Moving average convergence divergence",
        Parameters =
        [
            IndicatorParameter.Bars("fast", 12, 1, WindowPeriod.Largest - 1, "values in the fast average"),
            IndicatorParameter.Bars("slow", 26, 2, WindowPeriod.Largest, "values in the slow average"),
            IndicatorParameter.Bars("signal", 9, 1, WindowPeriod.Largest, "values in the signal line"),
            IndicatorParameter.Bars("skender_seeds", 0, 0, 1, "1: the fast average begins with the first values; 0: with those that end at bar slow - 1, as in TA-Lib"),
        ],
        Outputs = ["macd", "signal", "histogram"],
        Formula = "macd = ema(close, fast) - ema(close, slow); signal = ema(macd, signal); histogram = macd - signal",
        Source = "TA-Lib MACD; its start as Skender with skender_seeds",
        Rule = static p => p.Bars("fast") < p.Bars("slow") ? null : "fast must be less than slow",
        FirstValue = static p => p.Bars("slow") + p.Bars("signal") - 1,
        WarmUp = static p => WarmUpOf(p.Bars("slow"), p.Bars("signal")),
        Open = static p => new MacdState(p.Bars("fast"), p.Bars("slow"), p.Bars("signal"), p.Bars("skender_seeds") == 1),
        Batch = static (candles, p, outputs) => new MacdState(p.Bars("fast"), p.Bars("slow"), p.Bars("signal"), p.Bars("skender_seeds") == 1).UpdateAll(candles.Closes, outputs[0], outputs[1], outputs[2]),
    };

    bool IIndicator.Update(in Candle bar) => Update(bar.Close);

    readonly void IIndicator.Read(Span<double> values) => (values[0], values[1], values[2]) = (Value, SignalLine, Histogram);

    readonly bool IIndicator.Peek(in Candle bar, Span<double> values)
    {
        (values[0], values[1], values[2]) = Peek(bar.Close);
        return WindowSum.Takes(bar.Close);
    }

    readonly IIndicator IIndicator.Clone() => this;
}
