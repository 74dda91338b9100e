using System.Collections.Immutable;
using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;
using static AgentBridge.Engine.ConfigReaders;

namespace AgentBridge.Engine;

/// <summary>Every setting: the one table that reading, <c>envs/.env.example</c> and <c>envs/README.md</c> are made from.</summary>
public static class ConfigKeys
{
    private static readonly BridgeConfig Defaults = new();
    private static readonly string[] StrategyNames = [.. StrategyCatalog.BuiltIn.All.Select(d => d.Name.Name)];

    internal static ImmutableArray<ConfigRule> Rules { get; } =
    [
        new(new ConfigKey("REDIS_URL", "the Redis server that carries the signals", RedisUrl.Form, Defaults.RedisUrl.ToString(), Required: true, Secret: true), Redis),
        Required("DEFAULT_SYMBOL", "the pair where a command names none", "BASE/QUOTE or BASE/QUOTE:SETTLE, 1 to 20 of A-Z and 0-9 each", Defaults.DefaultSymbol,
            Checked(text => SignalSymbol.IsValid(text), (config, text) => config with { DefaultSymbol = text })),
        Required("TIMEFRAME", "the length of a candle", "one of " + string.Join(", ", Timeframe.Traded), Defaults.Timeframe.ToString(),
            Candle),
        Required("MAX_CAPITAL_PCT", "the greatest share of the wallet in one trade", "> 0 and ≤ 1", Text(Defaults.MaxCapitalPct),
            Number(value => value is > 0 and <= 1, (config, value) => config with { MaxCapitalPct = value })),
        Required("MODEL_NAME", "the strategy that decides; `bridge strategies` lists them", string.Join(" or ", StrategyNames), Defaults.ModelName,
            Checked(text => StrategyNames.Contains(text, StringComparer.Ordinal), (config, text) => config with { ModelName = text })),
        Optional("STRATEGY_PARAMS", "the parameters of MODEL_NAME; `bridge strategies NAME` lists them with their ranges and defaults", "name=value, several joined by ;", Defaults.StrategyParams,
            Parameters),
        Optional("MIN_ATR_MULTIPLE", "the smallest distance from entry to stop, in ATR", "≥ 0 and ≤ 100, at most MAX_ATR_MULTIPLE", Text(Defaults.MinAtrMultiple),
            Number(value => value is >= 0 and <= 100, (config, value) => config with { MinAtrMultiple = value })),
        Optional("MAX_ATR_MULTIPLE", "the greatest distance from entry to stop, in ATR", "> 0 and ≤ 100", Text(Defaults.MaxAtrMultiple),
            Number(value => value is > 0 and <= 100, (config, value) => config with { MaxAtrMultiple = value })),
        Optional("MIN_RR", "the smallest reward per risk", "≥ 0 and ≤ 100", Text(Defaults.MinRr),
            Number(value => value is >= 0 and <= 100, (config, value) => config with { MinRr = value })),
        Optional("RR_BASIS", "what the reward is measured on: both targets by their shares, or one of them", "weighted, tp1 or tp2", "weighted",
            Word<RewardRiskBasis>((config, value) => config with { RrBasis = value }, ("weighted", RewardRiskBasis.Weighted), ("tp1", RewardRiskBasis.Tp1), ("tp2", RewardRiskBasis.Tp2))),
        Optional("TRANSPORT", "how signals reach the strategy: a Redis list or files in SIGNALS_DIR", "redis or file", "redis",
            Word<SignalTransport>((config, value) => config with { Transport = value }, ("redis", SignalTransport.Redis), ("file", SignalTransport.File))),
        Optional("SIGNALS_DIR", "the folder of the file channel", "a folder", Defaults.SignalsDir,
            Checked(IsFolder, (config, text) => config with { SignalsDir = text })),
        Optional("SIGNALS_LIST", "the name of the Redis list", "1 to 100 of letters, digits and _ . : -", Defaults.SignalsList,
            Checked(IsListName, (config, text) => config with { SignalsList = text })),
        Optional("SIGNALS_MAX", "how many signals the channel keeps", "a whole number from 10 to 100000", Text(Defaults.SignalsMax),
            Whole(10, 100_000, (config, value) => config with { SignalsMax = value })),
        Optional("MAX_FLAT_CANDLES", "how many of the last 20 candles may carry no trade", "a whole number from 0 to 20", Text(Defaults.MaxFlatCandles),
            Whole(0, 20, (config, value) => config with { MaxFlatCandles = value })),
        Optional("FEE", "the fee a side, as a share of the amount", "≥ 0 and ≤ 0.1", Text(Defaults.Fee),
            Number(value => value is >= 0 and <= 0.1, (config, value) => config with { Fee = value })),
        Optional("SLIPPAGE", "the slippage of paper fills, as a share of the price, always against us", "≥ 0 and ≤ 0.1", Text(Defaults.Slippage),
            Number(value => value is >= 0 and <= 0.1, (config, value) => config with { Slippage = value })),
        Optional("TICK_SIZE", "the market's price step, where the exchange does not tell it: signals have no finer prices unless the candles do", PriceSteps.Form, PriceSteps.Auto,
            Step),
        Optional("JOURNAL_DIR", "the folder of decision_log.csv, trade_results.csv and the action log", "a folder", Defaults.JournalDir,
            Checked(IsFolder, (config, text) => config with { JournalDir = text })),
    ];

    /// <summary>All settings, the required ones first.</summary>
    public static ImmutableArray<ConfigKey> All { get; } = [.. Rules.Select(rule => rule.Key)];

    private static ConfigRule Required(string name, string meaning, string range, string standard, ConfigReader read) =>
        new(new ConfigKey(name, meaning, range, standard, Required: true, Secret: false), read);

    private static ConfigRule Optional(string name, string meaning, string range, string standard, ConfigReader read) =>
        new(new ConfigKey(name, meaning, range, standard, Required: false, Secret: false), read);

    private static string Text(double value) => CanonicalNumber.Format(value);

    private static bool IsFolder(string text) => text.Trim().Length > 0 && !text.Any(char.IsControl);

    private static bool IsListName(string text) =>
        text.Length is >= 1 and <= 100 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or ':' or '-');
}
