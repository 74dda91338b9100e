namespace AgentBridge.Backtesting;

/// <summary>Why a backtest's trade ended; the names are Freqtrade's exit reasons in capitals of .NET.</summary>
public enum BacktestExitReason
{
    /// <summary>Not ended; never seen in a result.</summary>
    Unspecified = 0,

    /// <summary>The price reached TP1: <c>tp1</c>.</summary>
    Tp1 = 1,

    /// <summary>The price reached the stop: <c>stop_loss</c>.</summary>
    StopLoss = 2,

    /// <summary>The price reached a stop that had been raised after the entry: <c>trailing_stop_loss</c>.</summary>
    TrailingStopLoss = 3,

    /// <summary>Closed at the open of the last candle: <c>force_exit</c>.</summary>
    ForceExit = 4,

    /// <summary>The price reached TP2, after a part was closed at TP1: <c>tp2</c>.</summary>
    Tp2 = 5,

    /// <summary>The price of a future reached the liquidation price: <c>liquidation</c>.</summary>
    Liquidation = 6,
}
