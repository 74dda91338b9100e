namespace AgentBridge.Backtesting;

/// <summary>A backtest that can't be run; the message says why and what to do.</summary>
public sealed class BacktestException : Exception
{
    /// <summary>Creates it.</summary>
    /// <param name="code">A stable code, such as <c>CANDLE_GAP</c>.</param>
    /// <param name="message">Why, with the remedy.</param>
    public BacktestException(string code, string message)
        : base(message) => Code = code;

    /// <summary>A stable code, such as <c>CANDLE_GAP</c>.</summary>
    public string Code { get; }
}
