using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>Options of the wrapper <c>volatility</c>.</summary>
internal sealed record VolatilityOptions : IOptionRules
{
    /// <summary>True ranges in the average.</summary>
    [Range(1, 85), Description("true ranges in the average")]
    public int VolatilityPeriod { get; init; } = 14;

    /// <summary>The smallest average true range, in percent of the close; included.</summary>
    [Range(0.0, 100.0), Description("the smallest average true range, in percent of the close; included")]
    public double VolatilityMin { get; init; } = 0.1;

    /// <summary>The greatest average true range, in percent of the close; included.</summary>
    [Range(0.0, 100.0), Description("the greatest average true range, in percent of the close; included")]
    public double VolatilityMax { get; init; } = 3;

    /// <inheritdoc/>
    public IEnumerable<string> Validate() => VolatilityMin < VolatilityMax ? [] : ["volatility_max must be more than volatility_min"];
}
