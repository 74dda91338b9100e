using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace AgentBridge.Signals;

/// <summary>Options of the strategy <c>bollinger</c>.</summary>
internal sealed record BollingerOptions : SetupOptions
{
    /// <summary>What a crossing of a band means.</summary>
    [Description("reversion: long when the close comes back above the lower band; breakout: long when it leaves through the upper one")]
    public BollingerMode Mode { get; init; } = BollingerMode.Reversion;

    /// <summary>Closes in the middle band.</summary>
    [Range(2, 500), Description("closes in the middle band")]
    public int Period { get; init; } = 20;

    /// <summary>The distance of the outer bands from the middle one, in standard deviations of the population.</summary>
    [Range(0.1, 10.0), Description("the distance of the outer bands from the middle one, in standard deviations")]
    public double Deviations { get; init; } = 2;
}
