namespace AgentBridge.Market;

/// <summary>Why an indicator refuses a bar.</summary>
public enum BarRefusal
{
    /// <summary>No reason; no bar was refused.</summary>
    Unspecified,

    /// <summary>Nothing in the bar itself is wrong, but a value computed from it is not finite: BAR_OVERFLOW.</summary>
    Overflow,

    /// <summary>A price or the volume is NaN or infinite: BAR_NOT_FINITE.</summary>
    NotFinite,

    /// <summary>The high is below the low: BAR_HIGH_BELOW_LOW.</summary>
    HighBelowLow,

    /// <summary>The volume is below 0: BAR_NEGATIVE_VOLUME.</summary>
    NegativeVolume,
}

/// <summary>Reasons and codes of refused bars.</summary>
public static class BarRefusals
{
    /// <summary>Why an indicator refused a bar.</summary>
    /// <param name="bar">The bar for which <see cref="IIndicator.Update"/> answered <see langword="false"/>.</param>
    public static BarRefusal Of(in Candle bar) =>
        !(double.IsFinite(bar.Open) && double.IsFinite(bar.High) && double.IsFinite(bar.Low) && double.IsFinite(bar.Close) && double.IsFinite(bar.Volume)) ? BarRefusal.NotFinite
        : bar.High < bar.Low ? BarRefusal.HighBelowLow
        : bar.Volume < 0 ? BarRefusal.NegativeVolume
        : BarRefusal.Overflow;

    /// <summary>The code of a reason, such as <c>BAR_NOT_FINITE</c>.</summary>
    /// <param name="refusal">The reason.</param>
    public static string Code(this BarRefusal refusal) => refusal switch
    {
        BarRefusal.NotFinite => "BAR_NOT_FINITE",
        BarRefusal.HighBelowLow => "BAR_HIGH_BELOW_LOW",
        BarRefusal.NegativeVolume => "BAR_NEGATIVE_VOLUME",
        _ => "BAR_OVERFLOW",
    };
}
