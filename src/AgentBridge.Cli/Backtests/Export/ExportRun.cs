using AgentBridge.Backtesting;

namespace AgentBridge.Cli;

/// <summary>A backtest to be exported as a result of Freqtrade.</summary>
/// <param name="Input">What it ran on.</param>
/// <param name="Rules">The rules of the fills; the files are those of their release.</param>
/// <param name="Result">What the engine computed.</param>
/// <param name="Document">The command's document of it.</param>
/// <param name="StartedAt">When it was run.</param>
internal sealed record ExportRun(BacktestInput Input, BacktestRules Rules, BacktestResult Result, BacktestDocument Document, DateTimeOffset StartedAt)
{
    /// <summary>The name of the strategy in the files.</summary>
    public const string Strategy = "AgentBridgeStrategy";

    /// <summary>The quote currency.</summary>
    public string Currency => QuoteOf(Input.Pairs[0].Candles.Symbol);

    /// <summary>Whether futures were traded.</summary>
    public bool AreFutures => Input.Pairs[0].IsFuture;

    /// <summary>The length of a candle in milliseconds.</summary>
    public long StepMs => Input.Pairs[0].Candles.Timeframe.Milliseconds;

    /// <summary>The open of the first candle after the warm-up, which is not traded, in Unix milliseconds.</summary>
    public long FirstMs => Result.FirstMs - StepMs;

    /// <summary>The figures of some of the trades, as if there had been no others.</summary>
    public FreqtradeMetrics MetricsOf(IReadOnlyList<BacktestTrade> trades) =>
        FreqtradeMetrics.Of(Result with { Trades = trades, Equity = [], FinalBalance = Input.Options.Wallet + trades.Sum(trade => trade.ProfitAbs) }, Input.Pairs, Rules, Input.Options);

    /// <summary>The second half of a pair's name, without the settlement currency.</summary>
    public static string QuoteOf(string symbol) => symbol[(symbol.IndexOf('/', StringComparison.Ordinal) + 1)..].Split(':')[0];
}
