namespace AgentBridge.Backtesting;

/// <summary>A trade in the nine fields that parity compares, in the units of Freqtrade's results.</summary>
/// <param name="Pair">The pair that was traded, such as <c>BTC/USDT</c>.</param>
/// <param name="OpenTimestamp">The open of the entry candle, in Unix milliseconds.</param>
/// <param name="CloseTimestamp">The open of the exit candle, in Unix milliseconds.</param>
/// <param name="OpenRate">The entry price.</param>
/// <param name="CloseRate">The exit price.</param>
/// <param name="ExitReason">Why it ended.</param>
/// <param name="ProfitRatio">The profit after fees as a fraction of what the entry cost.</param>
/// <param name="Amount">The amount in the base currency.</param>
/// <param name="ProfitAbs">The profit after fees in the quote currency.</param>
public sealed record ParityTrade(
    string Pair,
    long OpenTimestamp,
    long CloseTimestamp,
    double OpenRate,
    double CloseRate,
    string ExitReason,
    double ProfitRatio,
    double Amount,
    double ProfitAbs)
{
    /// <summary>The names of the fields, in their order.</summary>
    public static IReadOnlyList<string> Fields { get; } =
        ["pair", "open_timestamp", "close_timestamp", "open_rate", "close_rate", "exit_reason", "profit_ratio", "amount", "profit_abs"];

    /// <summary>The names of the fields in which two trades differ; numbers are compared to the last bit.</summary>
    /// <param name="other">What the other backtest has of the same pair and open time.</param>
    public IReadOnlyList<string> DifferencesTo(ParityTrade other)
    {
        ArgumentNullException.ThrowIfNull(other);
        bool[] equal =
        [
            string.Equals(Pair, other.Pair, StringComparison.Ordinal),
            OpenTimestamp == other.OpenTimestamp,
            CloseTimestamp == other.CloseTimestamp,
            OpenRate.Equals(other.OpenRate),
            CloseRate.Equals(other.CloseRate),
            string.Equals(ExitReason, other.ExitReason, StringComparison.Ordinal),
            ProfitRatio.Equals(other.ProfitRatio),
            Amount.Equals(other.Amount),
            ProfitAbs.Equals(other.ProfitAbs),
        ];
        return [.. Fields.Where((_, index) => !equal[index])];
    }
}
