namespace AgentBridge.ExchangeSimulator;

/// <summary>The current state of a market.</summary>
/// <param name="Pair">Such as <c>BTC/USDT</c>.</param>
/// <param name="Symbol">Such as <c>BTCUSDT</c>.</param>
/// <param name="Price">The last price; the best bid.</param>
/// <param name="Ask">The best ask: one tick above.</param>
/// <param name="IsPlaying">Whether the price clock runs for it.</param>
/// <param name="PlayedCandles">How many recorded candles after the last closed one have been played, the running one as a part.</param>
/// <param name="CandlesToPlay">How many there are.</param>
public sealed record MarketStatus(string Pair, string Symbol, double Price, double Ask, bool IsPlaying, double PlayedCandles, int CandlesToPlay)
{
    /// <summary>Whether everything has been played; the price then stays at the last close.</summary>
    public bool IsFinished => PlayedCandles >= CandlesToPlay;
}
