using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace AgentBridge.Signals;

/// <summary>Options of the strategy <c>supertrend</c>.</summary>
internal sealed record SupertrendOptions : SetupOptions
{
    /// <summary>True ranges in the average.</summary>
    [Range(1, 50), Description("true ranges in the average")]
    public int Period { get; init; } = 10;

    /// <summary>The distance of the bands from the middle of a candle, in average true ranges.</summary>
    [Range(0.5, 10.0), Description("the distance of the bands from the middle of a candle, in average true ranges")]
    public double Multiplier { get; init; } = 3;
}
