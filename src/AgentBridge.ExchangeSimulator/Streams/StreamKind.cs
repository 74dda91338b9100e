namespace AgentBridge.ExchangeSimulator;

/// <summary>What a stream tells.</summary>
internal enum StreamKind
{
    /// <summary>Nothing: Binance takes any name, and sends nothing on those that it does not know.</summary>
    None = 0,

    Kline,
    MiniTicker,
    BookTicker,
}
