namespace AgentBridge.ExchangeSimulator;

/// <summary>The kinds of streams.</summary>
internal enum StreamKind
{
    /// <summary>Nothing: Binance accepts any name and sends nothing for an unknown one.</summary>
    None = 0,

    Kline,
    MiniTicker,
    BookTicker,
}
