namespace AgentBridge.Backtesting;

/// <summary>One validation gate, with its evidence.</summary>
/// <param name="Gate">G1 to G4.</param>
/// <param name="Passed">Whether the gate passed.</param>
/// <param name="Measured">The measured value.</param>
/// <param name="Required">The requirement.</param>
/// <param name="Evidence">Where it was found.</param>
public sealed record GateResult(string Gate, bool Passed, string Measured, string Required, string Evidence);
