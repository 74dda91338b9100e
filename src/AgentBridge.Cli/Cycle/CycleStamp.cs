using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>Identifies the decision of a result: its time, pair and candle.</summary>
/// <param name="At">The time of the decision.</param>
/// <param name="Symbol">The pair, such as <c>BTC/USDT</c>.</param>
/// <param name="Timeframe">The length of the candle.</param>
/// <param name="CloseMs">The close of the candle, in Unix milliseconds; <see langword="null"/> where none has closed.</param>
internal sealed record CycleStamp(DateTimeOffset At, string Symbol, Timeframe Timeframe, long? CloseMs)
{
    /// <summary>The close of the candle, as signals write it.</summary>
    public string? Close => CloseMs is { } close ? SignalTimestamp.ToText(DateTimeOffset.FromUnixTimeMilliseconds(close)) : null;

    /// <summary>Before the result on a line of the agent.</summary>
    public override string ToString() => $"{SignalTimestamp.ToText(At)} {Symbol} {Timeframe} candle {Close}";
}
