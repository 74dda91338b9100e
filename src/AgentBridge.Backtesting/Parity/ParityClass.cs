namespace AgentBridge.Backtesting;

/// <summary>What the first difference between two backtests is about.</summary>
public enum ParityClass
{
    /// <summary>Not set; never seen in a comparison.</summary>
    Unspecified = 0,

    /// <summary>One side has no trade where the other has one, and no slot or wallet explains it.</summary>
    Signal,

    /// <summary>The entry prices differ.</summary>
    EntryRate,

    /// <summary>The amounts differ.</summary>
    Amount,

    /// <summary>The exits of a stop differ.</summary>
    Stop,

    /// <summary>The exits at the target differ.</summary>
    Target,

    /// <summary>Only one side has the trade, and other trades were open at its entry.</summary>
    Slot,

    /// <summary>Prices and amounts are equal, profits are not.</summary>
    Fee,

    /// <summary>The trade ends with the data on one side only, or at another price.</summary>
    End,

    /// <summary>An exit at the target filled on one side, while the other side's rested or ended otherwise.</summary>
    RestingExit,

    /// <summary>Only one side has the trade, or another amount, after earlier trades had different profits: the wallets differ.</summary>
    Wallet,

    /// <summary>The times differ within one candle: the candles of a lower timeframe were taken differently.</summary>
    Detail,

    /// <summary>The prices differ in their last bits only: one side read them from JSON as Freqtrade does it, which is not exact.</summary>
    JsonDoubles,

    /// <summary>The cause is not known.</summary>
    Unexplained,
}
