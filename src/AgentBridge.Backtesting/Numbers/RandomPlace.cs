namespace AgentBridge.Backtesting;

/// <summary>Candles of a trade from a random entry.</summary>
/// <param name="First">The candle of the entry.</param>
/// <param name="Last">The candle of the exit.</param>
internal readonly record struct RandomPlace(int First, int Last);
