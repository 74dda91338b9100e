namespace AgentBridge.Signals;

/// <summary>The prices of a breakout: what a signal is made of, before there is one.</summary>
/// <param name="Entry">The close that broke out.</param>
/// <param name="Stop">The smallest of the latest lows; below the entry.</param>
/// <param name="Tp1">Entry + tp1_r·R, R = entry − stop.</param>
/// <param name="Tp2">Entry + tp2_r·R.</param>
public readonly record struct BreakoutLevels(double Entry, double Stop, double Tp1, double Tp2);
