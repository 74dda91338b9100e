using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace AgentBridge.Signals;

/// <summary>Options of the strategy <c>stochastic</c>.</summary>
internal sealed record StochasticOptions : SetupOptions
{
    /// <summary>Candles in the range.</summary>
    [Range(1, 500), Description("candles in the range that the close is compared with")]
    public int Period { get; init; } = 14;

    /// <summary>Values in the average that is %K.</summary>
    [Range(1, 100), Description("values in the average that is %K")]
    public int SmoothK { get; init; } = 3;

    /// <summary>Values of %K in the average that is %D.</summary>
    [Range(1, 100), Description("values of %K in the average that is %D")]
    public int SmoothD { get; init; } = 3;

    /// <summary>%K must be below this; for a short, above 100 minus this.</summary>
    [Range(0.0, 50.0, MinimumIsExclusive = true), Description("%K must be below this; for a short, above 100 minus this")]
    public double Oversold { get; init; } = 20;
}
