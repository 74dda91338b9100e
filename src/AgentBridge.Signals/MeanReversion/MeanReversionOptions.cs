using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace AgentBridge.Signals;

/// <summary>Options of the strategy <c>mean-reversion</c>.</summary>
internal sealed record MeanReversionOptions : SetupOptions
{
    /// <summary>Closes in mean and deviation.</summary>
    [Range(2, 500), Description("closes in the mean and the standard deviation")]
    public int Period { get; init; } = 20;

    /// <summary>How many standard deviations of the population the close must be below the mean, included.</summary>
    [Range(0.1, 10.0), Description("how many standard deviations the close must be below the mean (for a short, above it), included")]
    public double Entry { get; init; } = 2;
}
