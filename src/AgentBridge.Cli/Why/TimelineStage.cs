namespace AgentBridge.Cli;

/// <summary>One stage of a decision.</summary>
/// <param name="Stage">candle, signal, risk, journal, publication, order, exit or result; for other lines of the log the action itself.</param>
/// <param name="At">The time from the journals; <see langword="null"/> if they have none.</param>
/// <param name="Outcome">The result: a code or a word.</param>
/// <param name="Detail">The figures.</param>
internal sealed record TimelineStage(string Stage, string? At, string Outcome, string Detail);
