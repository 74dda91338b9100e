namespace AgentBridge.Cli;

/// <summary>One stage of a decision's life.</summary>
/// <param name="Stage">candle, signal, risk, journal, publication, order, exit or result; the action itself where a line of the log is none of these.</param>
/// <param name="At">When, as the journals say it; <see langword="null"/> where they do not.</param>
/// <param name="Outcome">What came of it: a code or a word.</param>
/// <param name="Detail">The figures behind it.</param>
internal sealed record LifeStage(string Stage, string? At, string Outcome, string Detail);
