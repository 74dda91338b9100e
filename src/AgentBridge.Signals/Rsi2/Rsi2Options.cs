using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace AgentBridge.Signals;

/// <summary>Options of the strategy <c>rsi2</c>.</summary>
internal sealed record Rsi2Options : SetupOptions
{
    /// <summary>Changes in the RSI.</summary>
    [Range(2, 80), Description("changes of the close in the RSI")]
    public int Period { get; init; } = 2;

    /// <summary>The RSI must be below this; for a short, above 100 minus this.</summary>
    [Range(0.0, 50.0, MinimumIsExclusive = true), Description("the RSI must be below this; for a short, above 100 minus this")]
    public double Oversold { get; init; } = 10;

    /// <summary>Closes in the simple average that the close must be above.</summary>
    [Range(2, 1_000), Description("closes in the simple average that the close must be above (for a short, below)")]
    public int Trend { get; init; } = 200;
}
