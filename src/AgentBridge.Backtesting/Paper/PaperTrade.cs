using AgentBridge.Schema;

namespace AgentBridge.Backtesting;

/// <summary>Why a paper trade ended.</summary>
public enum PaperExitReason
{
    /// <summary>It has not ended.</summary>
    Unspecified = 0,

    /// <summary>The first target was reached.</summary>
    Tp1 = 1,

    /// <summary>The stop was reached.</summary>
    StopLoss = 2,

    /// <summary>The candles ended.</summary>
    ForceExit = 3,
}

/// <summary>An open paper trade.</summary>
/// <param name="Signal">The signal that opened it.</param>
/// <param name="OpenTimeMs">The open of the candle at which it was entered, in Unix milliseconds.</param>
/// <param name="OpenRate">The entry fill, slippage included.</param>
/// <param name="Amount">Units of the base currency.</param>
/// <param name="Stake">The capital in the trade, in the quote currency, without the fee.</param>
public sealed record OpenPaperTrade(TradingSignal Signal, long OpenTimeMs, double OpenRate, double Amount, double Stake);

/// <summary>A closed paper trade.</summary>
/// <param name="Opened">The trade as it was opened.</param>
/// <param name="CloseTimeMs">The open of the candle in which it ended (force_exit: that candle's close), in Unix milliseconds.</param>
/// <param name="CloseRate">The exit fill, slippage included.</param>
/// <param name="Reason">Why it ended.</param>
/// <param name="ProfitAbs">Profit or loss after the fees of both sides, in the quote currency.</param>
/// <param name="PnlRMultiple">The profit in R: ProfitAbs / (amount · |entry.price − initial_stop|), the prices from the signal.</param>
public sealed record PaperTrade(OpenPaperTrade Opened, long CloseTimeMs, double CloseRate, PaperExitReason Reason, double ProfitAbs, double PnlRMultiple)
{
    /// <summary>The name of the exit reason: <c>tp1</c>, <c>stop_loss</c> or <c>force_exit</c>.</summary>
    public string ExitReason => Reason switch
    {
        PaperExitReason.Tp1 => "tp1",
        PaperExitReason.StopLoss => "stop_loss",
        PaperExitReason.ForceExit => "force_exit",
        _ => "open",
    };
}
