using System.Text.Json.Serialization;
using AgentBridge.Backtesting;

namespace AgentBridge.Cli;

/// <summary>The document of <c>backtest</c>.</summary>
/// <param name="Rules">The rules of the fills.</param>
/// <param name="Source">Where the signals come from: the strategy, or the file.</param>
/// <param name="Pairs">The pairs, in their order.</param>
/// <param name="Timeframe">The length of a candle.</param>
/// <param name="Candles">How many candles were read, warm-up included, of all pairs.</param>
/// <param name="Signals">How many signals there were.</param>
/// <param name="Outcomes">What became of the signals that mark a candle, by outcome.</param>
/// <param name="Trades">How many trades closed.</param>
/// <param name="StartingBalance">The wallet at the start, in the quote currency.</param>
/// <param name="FinalBalance">The wallet at the end.</param>
/// <param name="Metrics">Freqtrade's figures.</param>
/// <param name="Statistics">Figures under definitions of their own.</param>
/// <param name="Fills">The parameters of the rules realistic; null by the rules of Freqtrade.</param>
/// <param name="Costs">What its fills cost; null by the rules of Freqtrade.</param>
/// <param name="Assumptions">What was assumed about the markets and the fills.</param>
/// <param name="Seconds">The duration of the fills, in seconds to six decimals.</param>
/// <param name="Sha256">The hash of the rules, the settings, the markets, the prices of the candles and the trades; lower-case hexadecimal.</param>
internal sealed record BacktestDocument(
    string Rules,
    string Source,
    IReadOnlyList<string> Pairs,
    string Timeframe,
    long Candles,
    long Signals,
    IReadOnlyDictionary<string, int> Outcomes,
    int Trades,
    double StartingBalance,
    double FinalBalance,
    FreqtradeMetrics Metrics,
    BacktestStatistics Statistics,
    FillOptions? Fills,
    FillCosts? Costs,
    IReadOnlyList<string> Assumptions,
    double Seconds,
    string Sha256);

/// <summary>A line of <c>backtest --trades</c>, in Freqtrade's names.</summary>
/// <param name="Pair">The traded pair, as BTC/USDT.</param>
/// <param name="OpenTimestamp">The open of the entry candle, in Unix milliseconds.</param>
/// <param name="CloseTimestamp">The open of the exit candle, in Unix milliseconds.</param>
/// <param name="OpenRate">The entry price.</param>
/// <param name="CloseRate">The exit price.</param>
/// <param name="ExitReason">Why it ended.</param>
/// <param name="ProfitRatio">The profit after fees as a fraction of what the entry cost.</param>
/// <param name="Amount">The amount in the base currency.</param>
/// <param name="StakeAmount">The value of the entry in the quote currency.</param>
/// <param name="ProfitAbs">The profit after fees in the quote currency.</param>
/// <param name="MinRate">The lowest price while it was open.</param>
/// <param name="MaxRate">The highest price while it was open.</param>
/// <param name="EnterTag">The tag that Freqtrade's trade has.</param>
/// <param name="DecisionId">The id of the decision that it executes.</param>
/// <param name="EntryAmount">The amount that was entered; more than the amount if a part was closed before.</param>
/// <param name="PartialValue">The value of the part that was closed before, without the fee; 0 for none.</param>
internal sealed record BacktestTradeDocument(
    string Pair,
    long OpenTimestamp,
    long CloseTimestamp,
    double OpenRate,
    double CloseRate,
    string ExitReason,
    double ProfitRatio,
    double Amount,
    double StakeAmount,
    double ProfitAbs,
    double MinRate,
    double MaxRate,
    string EnterTag,
    string DecisionId,
    double EntryAmount,
    double PartialValue)
{
    /// <summary>Whether a trade of a future was short; left out for spot.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? IsShort { get; init; }

    /// <summary>The funding that a future's trade received, in the quote currency; negative if it paid; left out for spot.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? FundingFees { get; init; }

    /// <summary>The price at which a future's trade would be liquidated, 0 for none; left out for spot.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? LiquidationPrice { get; init; }
}

/// <summary>The settings of a backtest, as they enter its hash.</summary>
/// <param name="Rules">The rules of the fills.</param>
/// <param name="Sizing">Where the stake of a trade comes from.</param>
/// <param name="Options">Wallet, fee, slots, stake, warm-up.</param>
/// <param name="Markets">Each pair with its steps and limits.</param>
/// <param name="Fills">The parameters of the rules realistic; left out by those of Freqtrade.</param>
internal sealed record BacktestSettingsDocument(
    string Rules,
    string Sizing,
    BacktestOptions Options,
    IReadOnlyList<string> Markets,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] FillOptions? Fills);
