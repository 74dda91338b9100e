using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AgentBridge.Market;

namespace AgentBridge.Signals;

/// <summary>Options of the wrapper <c>higher-trend</c>.</summary>
internal sealed record HigherTrendOptions
{
    /// <summary>The timeframe of the trend.</summary>
    [Description("the timeframe of the trend; a multiple of the base timeframe")]
    public Timeframe HigherTimeframe { get; init; } = Timeframe.Parse("1h");

    /// <summary>Closes on that timeframe in the simple average.</summary>
    [Range(2, 400), Description("closes on that timeframe in the simple average that defines the trend")]
    public int HigherPeriod { get; init; } = 20;
}
