namespace AgentBridge.Signals;

/// <summary>The origin of a strategy that is not built in.</summary>
/// <param name="Path">The full path of its assembly.</param>
/// <param name="Sha256">The SHA-256 of the assembly's bytes, in lower-case hexadecimal. It is not part of any decision_id.</param>
public sealed record StrategyOrigin(string Path, string Sha256);
