namespace AgentBridge.Backtesting;

/// <summary>The names of exit reasons in Freqtrade's results.</summary>
public static class BacktestExitReasons
{
    private static readonly string[] Names = ["", "tp1", "stop_loss", "trailing_stop_loss", "force_exit", "tp2", "liquidation"];

    /// <summary>Freqtrade's name of a reason; empty for <see cref="BacktestExitReason.Unspecified"/>.</summary>
    /// <param name="reason">Why a trade ended.</param>
    public static string NameOf(BacktestExitReason reason) => Names[(int)reason];
}
