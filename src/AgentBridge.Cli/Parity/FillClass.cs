namespace AgentBridge.Cli;

/// <summary>Why a bot's fill differs from that of a backtest on the same candles.</summary>
internal enum FillClass
{
    /// <summary>Not set; never seen in a comparison.</summary>
    Unspecified = 0,

    /// <summary>The bot bought at the ask, a price step above the price at which the backtest opens.</summary>
    EntryTick,

    /// <summary>The bot sold below its stop: it saw the price when it had fallen through it, and the backtest fills at the stop.</summary>
    StopSlippage,

    /// <summary>The bot sold above its target: it saw the price when it was beyond it, and the backtest fills at the target.</summary>
    TpOvershoot,

    /// <summary>A loop of the bot came later in the candle than the price at which the backtest fills.</summary>
    LateLoop,

    /// <summary>The cause is not known: the price was not that of any candle of the trade.</summary>
    Unexplained,
}
