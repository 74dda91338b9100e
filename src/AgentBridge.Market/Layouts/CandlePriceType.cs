namespace AgentBridge.Market;

/// <summary>What the prices of a candle file are; Freqtrade calls it the candle type.</summary>
public enum CandlePriceType
{
    /// <summary>Prices of trades, the only ones to decide or trade on.</summary>
    Trades = 0,

    /// <summary>A derivative's mark price.</summary>
    Mark = 1,

    /// <summary>The price of the index behind a derivative.</summary>
    Index = 2,

    /// <summary>The premium index of a derivative.</summary>
    PremiumIndex = 3,

    /// <summary>Funding rates: the rate is in <c>open</c>, the other columns are empty.</summary>
    FundingRate = 4,
}
