using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>Options of the example <c>led-breakout</c>.</summary>
internal sealed record LedBreakoutOptions
{
    /// <summary>How many highs before the deciding candle the close must exceed.</summary>
    [Range(1, 500), Description("how many highs before the deciding candle the close must exceed")]
    public int HighLookback { get; init; } = 19;

    /// <summary>How many lows, the deciding candle's included, the stop is the smallest of.</summary>
    [Range(1, 500), Description("how many lows, the deciding candle's included, the stop is the smallest of")]
    public int LowLookback { get; init; } = 10;

    /// <summary>The pair that leads.</summary>
    [Description("the pair that must be above its average")]
    public Pair Leader { get; init; } = Pair.Parse("BTC/USDT");

    /// <summary>Closes in the leader's average.</summary>
    [Range(2, 170), Description("closes of the leader in its average")]
    public int LeaderPeriod { get; init; } = 20;
}
