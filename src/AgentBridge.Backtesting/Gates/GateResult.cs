namespace AgentBridge.Backtesting;

/// <summary>One validation gate, with its evidence.</summary>
/// <param name="Gate">G1 to G4.</param>
/// <param name="Passed">Whether it holds.</param>
/// <param name="Measured">What was found.</param>
/// <param name="Required">What must hold.</param>
/// <param name="Evidence">Where it was found.</param>
public sealed record GateResult(string Gate, bool Passed, string Measured, string Required, string Evidence);
