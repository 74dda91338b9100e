namespace AgentBridge.Cli;

/// <summary>A fill that differs between a bot and a backtest.</summary>
/// <param name="IsEntry">Whether it is the entry; otherwise the exit.</param>
/// <param name="Class">Why it differs.</param>
internal sealed record FillDifference(bool IsEntry, FillClass Class);
