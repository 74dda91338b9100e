namespace AgentBridge.Market;

/// <summary>What the prices of a candle file are; Freqtrade calls it the candle type.</summary>
public enum CandlePriceType
{
    /// <summary>Unspecified.</summary>
    Unspecified = 0,

    /// <summary>Prices of trades, the only ones to decide or trade on.</summary>
    Trades = 1,

    /// <summary>A derivative's mark price.</summary>
    Mark = 2,

    /// <summary>The price of the index behind a derivative.</summary>
    Index = 3,

    /// <summary>The premium index of a derivative.</summary>
    PremiumIndex = 4,

    /// <summary>Funding rates: the rate is in <c>open</c>, the other columns are empty.</summary>
    FundingRate = 5,
}
