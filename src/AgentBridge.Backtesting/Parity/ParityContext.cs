namespace AgentBridge.Backtesting;

/// <summary>What two backtests have in common, as far as it tells what a difference is about.</summary>
/// <param name="Slots">How many trades may be open at a time; ≥ 1.</param>
/// <param name="CandleMs">The length of the candles that are traded, in milliseconds; &gt; 0.</param>
/// <param name="HasJsonPrices">Whether one side alone read its prices as Freqtrade reads JSON (<see cref="JsonDoubles"/>).</param>
public sealed record ParityContext(int Slots, long CandleMs, bool HasJsonPrices = false);
