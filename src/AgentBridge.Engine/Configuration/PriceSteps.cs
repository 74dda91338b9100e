using AgentBridge.Market;

namespace AgentBridge.Engine;

/// <summary>A market's price step in the syntax of settings and options.</summary>
public static class PriceSteps
{
    /// <summary>The word for a step taken from the exchange, or else from the candles.</summary>
    public const string Auto = "auto";

    /// <summary>The accepted values of such a setting.</summary>
    public const string Form = "auto, or a price step such as 0.01: > 0 and ≤ 1000000, at most 10 decimals";

    /// <summary>Reads a step; <c>auto</c> is the unknown one.</summary>
    /// <param name="text">The text to parse: a step such as <c>0.01</c>, or <c>auto</c>.</param>
    /// <param name="step">What was read; the unknown step if nothing was.</param>
    public static bool TryParse(string? text, out PriceStep step)
    {
        step = PriceStep.Unknown;
        return string.Equals(text, Auto, StringComparison.Ordinal) || PriceStep.TryParse(text, out step);
    }
}
