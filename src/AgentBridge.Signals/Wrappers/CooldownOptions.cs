using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace AgentBridge.Signals;

/// <summary>Options of the wrapper <c>cooldown</c>.</summary>
internal sealed record CooldownOptions
{
    /// <summary>How many candles before the deciding one must be without a plan.</summary>
    [Range(1, 1_000), Description("how many candles before the deciding one must be without a plan of the wrapped strategy")]
    public int CooldownCandles { get; init; } = 12;
}
