using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AgentBridge.Schema;

namespace Acme.Edge1;

/// <summary>The parameters of the strategy; each is part of the id of its decisions.</summary>
public sealed record Acme_Edge1Options : IOptionRules
{
    /// <summary>Closes in the fast average.</summary>
    [Range(2, 100), Description("closes in the fast average")]
    public int Fast { get; init; } = 10;

    /// <summary>Closes in the slow average.</summary>
    [Range(3, 170), Description("closes in the slow average; more than fast")]
    public int Slow { get; init; } = 30;

    /// <summary>The distance of the stop from the entry.</summary>
    [Range(0.6, 5.0), Description("the distance of the stop from the entry, in ATR(14)")]
    public double StopAtr { get; init; } = 2;

    /// <inheritdoc/>
    public IEnumerable<string> Validate() => Fast < Slow ? [] : ["fast must be less than slow"];
}
