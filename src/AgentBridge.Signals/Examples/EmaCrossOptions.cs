using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AgentBridge.Schema;
using AgentBridge.Market;

namespace AgentBridge.Signals;

/// <summary>Options of the example <c>ema-cross</c>.</summary>
internal sealed record EmaCrossOptions : IOptionRules
{
    /// <summary>Closes in the fast average.</summary>
    [Range(2, 100), Description("closes in the fast average")]
    public int Fast { get; init; } = 12;

    /// <summary>Closes in the slow average.</summary>
    [Range(3, 170), Description("closes in the slow average; more than fast")]
    public int Slow { get; init; } = 26;

    /// <summary>The timeframe of the trend.</summary>
    [Description("the timeframe of the trend; a multiple of the base timeframe")]
    public Timeframe TrendTimeframe { get; init; } = Timeframe.Parse("1h");

    /// <summary>Closes in the average that defines the trend.</summary>
    [Range(2, 170), Description("closes in the average that defines the trend")]
    public int Trend { get; init; } = 8;

    /// <summary>The distance of the stop, in ATR.</summary>
    [Range(0.1, 10.0), Description("the distance of the stop from the entry, in ATR(14)")]
    public double StopAtr { get; init; } = 2;

    /// <inheritdoc/>
    public IEnumerable<string> Validate() => Fast < Slow ? [] : ["fast must be less than slow"];
}
