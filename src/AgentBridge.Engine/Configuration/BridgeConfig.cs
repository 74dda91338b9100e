using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;

namespace AgentBridge.Engine;

/// <summary>The path of signals from the agent to the strategy.</summary>
public enum SignalTransport
{
    /// <summary>Unspecified; refused.</summary>
    Unspecified = 0,

    /// <summary>A Redis list.</summary>
    Redis = 1,

    /// <summary>A folder of JSON Lines files.</summary>
    File = 2,
}

/// <summary>How important a line of the agent is.</summary>
public enum AgentLogLevel
{
    /// <summary>Unspecified; refused.</summary>
    Unspecified = 0,

    /// <summary>Every decided candle.</summary>
    Debug = 1,

    /// <summary>Signals, denials, starts, stops and recoveries.</summary>
    Info = 2,

    /// <summary>Failures that are retried.</summary>
    Warn = 3,

    /// <summary>Bugs, and loops that had to be started again.</summary>
    Error = 4,
}

/// <summary>The settings, each in its range. The initial values are the documented defaults. A property is a key: <see cref="ConfigKeys"/> reads its description.</summary>
public sealed record BridgeConfig : IOptionRules
{
    /// <summary>The gate's settings as they are without configuration (the seed's RISK_DEFAULT): ATR multiples 0.5 and 5, reward/risk 1.5.</summary>
    public static RiskOptions RiskDefault { get; } = new();

    /// <summary>REDIS_URL: the Redis server.</summary>
    [Required, RedisUrlForm, Description("the Redis server that carries the signals")]
    public RedisUrl RedisUrl { get; init; } = RedisUrl.Local;

    /// <summary>DEFAULT_SYMBOL: the pair of commands that name none.</summary>
    [Required, PairForm(AsText = true), Description("the pair of commands that name none")]
    public string DefaultSymbol { get; init; } = "BTC/USDT";

    /// <summary>TIMEFRAME: the length of a candle.</summary>
    [Required, TradedTimeframe, Description("the length of a candle")]
    public Timeframe Timeframe { get; init; } = Timeframe.Parse("5m");

    /// <summary>MAX_CAPITAL_PCT: the largest share of the wallet in one trade, more than 0 and at most 1.</summary>
    [Required, Range(0.0, 1.0, MinimumIsExclusive = true), Description("the largest share of the wallet in one trade")]
    public double MaxCapitalPct { get; init; } = RiskDefault.MaxCapitalPct;

    /// <summary>MODEL_NAME: the strategy.</summary>
    [Required, StrategyNameForm, Description("the strategy that decides")]
    public string ModelName { get; init; } = "breakout";

    /// <summary>STRATEGY_PARAMS: the parameters of <see cref="ModelName"/>, <c>k=v;k=v</c>; empty for its defaults.</summary>
    [ParametersForm, Description("the parameters of MODEL_NAME")]
    public string StrategyParams { get; init; } = string.Empty;

    /// <summary>STRATEGY_ASSEMBLY: the path of an assembly with more strategies; empty for none.</summary>
    [AssemblyForm, Description("an assembly of your own with more strategies, which MODEL_NAME may name")]
    public string StrategyAssembly { get; init; } = string.Empty;

    /// <summary>STRATEGY_TIMEOUT_MS: how long the strategy may take for a candle of an exchange, in milliseconds, from 50 to 60,000.</summary>
    [Range(StrategyTimeout.Least, StrategyTimeout.Most), Description("how long the strategy may take for a candle of an exchange, in milliseconds; a later answer is dropped")]
    public int StrategyTimeoutMs { get; init; } = StrategyTimeout.Default;

    /// <summary>PAIRS: the pairs that the agent decides; empty for <see cref="DefaultSymbol"/> alone.</summary>
    [PairsForm, Description("the pairs that the agent and run-cycle decide on an exchange, independently of each other; empty for DEFAULT_SYMBOL alone")]
    public ImmutableArray<string> Pairs { get; init; } = [];

    /// <summary>MIN_ATR_MULTIPLE: the minimum distance from entry to stop, in ATR (included).</summary>
    [SameAs<RiskOptions>]
    public double MinAtrMultiple { get; init; } = RiskDefault.MinAtrMultiple;

    /// <summary>MAX_ATR_MULTIPLE: the maximum distance from entry to stop, in ATR (included).</summary>
    [SameAs<RiskOptions>]
    public double MaxAtrMultiple { get; init; } = RiskDefault.MaxAtrMultiple;

    /// <summary>MIN_RR: the minimum reward/risk ratio (included).</summary>
    [SameAs<RiskOptions>]
    public double MinRr { get; init; } = RiskDefault.MinRr;

    /// <summary>RR_BASIS: the basis of the reward.</summary>
    [SameAs<RiskOptions>]
    public RewardRiskBasis RrBasis { get; init; } = RiskDefault.RrBasis;

    /// <summary>TRANSPORT: Redis or the file channel.</summary>
    [Description("how signals reach the strategy: a Redis list or files in SIGNALS_DIR")]
    public SignalTransport Transport { get; init; } = SignalTransport.Redis;

    /// <summary>SIGNALS_DIR: the file channel's folder.</summary>
    [PathForm("a folder"), Description("the folder of the file channel")]
    public string SignalsDir { get; init; } = "decision_logs/signals";

    /// <summary>SIGNALS_LIST: the Redis list's name.</summary>
    [Letters(ListName.Longest, ListName.Others), Description("the name of the Redis list")]
    public string SignalsList { get; init; } = "signals";

    /// <summary>SIGNALS_MAX: how many signals the channel keeps, from 10 to 100,000.</summary>
    [Range(ChannelSize.Least, ChannelSize.Most), Description("how many signals the channel keeps")]
    public int SignalsMax { get; init; } = ChannelSize.Standard;

    /// <summary>MAX_FLAT_CANDLES: how many of the last 20 candles may be without a trade, from 0 to 20.</summary>
    [SameAs<RiskOptions>]
    public int MaxFlatCandles { get; init; } = RiskDefault.MaxFlatCandles;

    /// <summary>FEE: the fee per side, as a fraction of the amount, from 0 to 0.1.</summary>
    [Range(0.0, 0.1), Description("the fee per side, as a fraction of the amount")]
    public double Fee { get; init; } = 0.001;

    /// <summary>SLIPPAGE: the slippage of paper fills against us, as a fraction of the price, from 0 to 0.1.</summary>
    [Range(0.0, 0.1), Description("the slippage of paper fills, as a fraction of the price, always against us")]
    public double Slippage { get; init; } = 0.0005;

    /// <summary>TICK_SIZE: the market's price step; unknown (<c>auto</c>) if the exchange or the candles determine it.</summary>
    [PriceStepForm, Description("the market's price step, if the exchange does not report it; signal prices are not finer, unless the candles are")]
    public PriceStep TickSize { get; init; }

    /// <summary>LOG_LEVEL: the least important lines that the agent prints.</summary>
    [Description("the least important lines that the agent prints: every candle, signals and denials, failures, bugs")]
    public AgentLogLevel LogLevel { get; init; } = AgentLogLevel.Info;

    /// <summary>JOURNAL_DIR: the folder of the journals.</summary>
    [PathForm("a folder"), Description("the folder of decision_log.csv, trade_results.csv and the action log")]
    public string JournalDir { get; init; } = "decision_logs";

    /// <summary>The gate's settings.</summary>
    public RiskOptions RiskOptions => RiskDefault with
    {
        MinAtrMultiple = MinAtrMultiple,
        MaxAtrMultiple = MaxAtrMultiple,
        MinRr = MinRr,
        RrBasis = RrBasis,
        MaxCapitalPct = MaxCapitalPct,
        MaxFlatCandles = MaxFlatCandles,
    };

    /// <summary>The settings that differ from these, by name.</summary>
    /// <param name="next">The other settings.</param>
    public IReadOnlyList<ConfigChange> ChangesTo(BridgeConfig next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return [.. ConfigKeys.Model.Texts(this).Zip(ConfigKeys.Model.Texts(next), (before, after) => new ConfigChange(ConfigKey.NameOf(before.Key), before.Value, after.Value)).Where(change => change.IsOne)];
    }

    /// <summary>The secrets among the settings, for logs and messages.</summary>
    public SecretMask SecretMask => new(RedisUrl.Password);

    /// <inheritdoc/>
    public IEnumerable<string> Validate() => RiskOptions.Validate();

    /// <summary>Reads the settings strictly: a required key that is missing is an error.</summary>
    /// <param name="envFile">The <c>.env</c> file; <see langword="null"/> for none.</param>
    /// <param name="environment">The environment; it wins over the file.</param>
    /// <exception cref="ConfigException">At least one setting is missing, unknown, unreadable or out of range; the message has one line for each.</exception>
    public static BridgeConfig LoadConfig(string? envFile, IReadOnlyDictionary<string, string> environment) =>
        ConfigLoader.Load(envFile, environment, fillDefaults: false).Config;

    /// <summary>As <see cref="LoadConfig"/>, with the warnings.</summary>
    /// <inheritdoc cref="LoadConfig"/>
    public static LoadedConfig LoadConfigWithWarnings(string? envFile, IReadOnlyDictionary<string, string> environment) =>
        ConfigLoader.Load(envFile, environment, fillDefaults: false);

    /// <summary>Reads the settings strictly from the configuration of another program.</summary>
    /// <param name="values">Texts by key; the case of a key does not matter.</param>
    /// <param name="place">Where they come from, for errors, such as <c>section AgentBridge</c>.</param>
    /// <param name="ownOnly">
    /// Whether the place holds nothing but these settings, as an <c>.env</c> file: then an unknown key is an error. Otherwise, as in the
    /// environment, only a near-miss is a warning.
    /// </param>
    /// <param name="strategies">The names of the program's own strategies, which MODEL_NAME may name beside the built-in ones.</param>
    /// <exception cref="ConfigException">At least one setting is missing, unknown, unreadable or out of range; the message has one line for each.</exception>
    public static LoadedConfig LoadConfigFrom(IReadOnlyDictionary<string, string> values, string place, bool ownOnly, IReadOnlyCollection<string> strategies) =>
        ConfigLoader.LoadFrom(values, place, ownOnly, strategies);

    /// <summary>
    /// Reads the settings leniently, for the command line: required keys that are missing take their documented defaults and are listed. A
    /// REDIS_URL filled this way is a server that was not configured.
    /// </summary>
    /// <param name="envFile">The <c>.env</c> file; <see langword="null"/> for none.</param>
    /// <param name="environment">The environment; it wins over the file.</param>
    /// <exception cref="ConfigException">At least one setting is unknown, unreadable or out of range; the message has one line for each.</exception>
    public static LoadedConfig LoadConfigOrDefaults(string? envFile, IReadOnlyDictionary<string, string> environment) =>
        ConfigLoader.Load(envFile, environment, fillDefaults: true);
}

/// <summary>Settings and how they were determined.</summary>
/// <param name="Config">The settings.</param>
/// <param name="FilledKeys">The required keys that were missing and have their defaults, in the table's order.</param>
/// <param name="Warnings">One line for each name in the environment that looks like a misspelt key.</param>
public sealed record LoadedConfig(BridgeConfig Config, IReadOnlyList<string> FilledKeys, IReadOnlyList<string> Warnings);

/// <summary>A setting with two values. The text of a secret shows none of it.</summary>
/// <param name="Key">Its name, such as <c>MIN_RR</c>.</param>
/// <param name="Before">Its value, as text.</param>
/// <param name="After">Its other value, as text.</param>
public sealed record ConfigChange(string Key, string Before, string After)
{
    internal bool IsOne => !string.Equals(Before, After, StringComparison.Ordinal);

    /// <summary>The change in words.</summary>
    public override string ToString() => $"{Key} {(Before.Length == 0 ? "(empty)" : Before)} -> {(After.Length == 0 ? "(empty)" : After)}";
}
