using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace AgentBridge.Signals;

/// <summary>Options of the strategy <c>macd</c>.</summary>
internal sealed record MacdOptions : SetupOptions
{
    /// <summary>Closes in the fast average.</summary>
    [Range(1, 119), Description("closes in the fast average")]
    public int Fast { get; init; } = 12;

    /// <summary>Closes in the slow average; more than <see cref="Fast"/>.</summary>
    [Range(2, 120), Description("closes in the slow average; more than fast")]
    public int Slow { get; init; } = 26;

    /// <summary>Values of the MACD line in the signal line.</summary>
    [Range(1, 40), Description("values of the MACD line in the signal line")]
    public int Signal { get; init; } = 9;

    /// <summary>Whether only crossings below zero count (for shorts, above it).</summary>
    [Description("whether only crossings below zero count, and for shorts only those above it")]
    public bool BelowZero { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<string> Validate() => Fast < Slow ? base.Validate() : [.. base.Validate(), "fast must be less than slow"];
}
