namespace AgentBridge.Cli;

/// <summary>The two fills of a closed trade.</summary>
/// <param name="OpenRate">The price of the entry.</param>
/// <param name="CloseRate">The price of the exit.</param>
/// <param name="ExitReason">Why it ended, in Freqtrade's words.</param>
internal sealed record TradeFills(double OpenRate, double CloseRate, string ExitReason);
