using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AgentBridge.Schema;

namespace AgentBridge.Engine;

/// <summary>The source of a bot's signals.</summary>
public enum BotSource
{
    /// <summary>Unspecified; refused.</summary>
    Unspecified = 0,

    /// <summary>A Redis list.</summary>
    Redis = 1,

    /// <summary>A folder or a file of JSON Lines.</summary>
    File = 2,

    /// <summary>C# in the bot's process.</summary>
    Clr = 3,
}

/// <summary>
/// The settings of the section <c>agentbridge</c> in Freqtrade's configuration, its sections strategy and risk apart. A property is a key:
/// the Python package reads the section by the table generated from this record, so a range is defined only here.
/// </summary>
public sealed record BotSettings
{
    /// <summary>How these settings are read and checked.</summary>
    public static OptionsModel<BotSettings> Model { get; } = OptionsModel.Build("agentbridge", static () => new BotSettings(), OptionTypes.Settings);

    /// <summary>The source of signals.</summary>
    [Required, Description("the source of signals; clr decides in this process, on the pair's own candles")]
    public BotSource Source { get; init; } = BotSource.Redis;

    /// <summary>The Redis server.</summary>
    [RedisUrlForm, Description("the Redis server; required for redis")]
    public RedisUrl RedisUrl { get; init; } = RedisUrl.Local;

    /// <summary>The name of the Redis list.</summary>
    [SameAs<BridgeConfig>(Name = nameof(BridgeConfig.SignalsList))]
    public string List { get; init; } = "signals";

    /// <summary>The file channel's folder, or a file of signals.</summary>
    [PathForm("a folder or a file", MayBeEmpty = true), Description("the folder of the file channel, for backtests also a JSONL file of signals; required for file")]
    public string File { get; init; } = string.Empty;

    /// <summary>How many messages the channel keeps.</summary>
    /// <value>From 10 to 100,000; 1,000 by default.</value>
    [Range(ChannelSize.Least, ChannelSize.Most), Description("how many of the newest messages the channel keeps, as the publisher's SIGNALS_MAX")]
    public int SignalsMax { get; init; } = ChannelSize.Standard;

    /// <summary>The maximum age of a signal in seconds.</summary>
    /// <value>From 1 to 604,800; 600 by default.</value>
    [Range(1, SignalAge.MostSeconds), Description("the maximum age of a signal in seconds")]
    public int MaxAgeSec { get; init; } = 600;

    /// <summary>After how many seconds without a successful read nothing is entered.</summary>
    /// <value>From 1 to 600; 10 by default.</value>
    [Range(1.0, 600.0), Description("after this many seconds without a successful read nothing is entered")]
    public double FeedTimeoutSec { get; init; } = 10;

    /// <summary>The folder of the journals.</summary>
    [PathForm("a folder"), Description("the folder of the journals, one bot per folder; the default ends in bot_name")]
    public string JournalDir { get; init; } = "decision_logs/freqtrade";

    /// <summary>How far beyond the reference price an entry may be, in R.</summary>
    /// <value>From 0 to 100; off by default.</value>
    [Range(0.0, 100.0), Description("how far above the reference price an entry may be, in R")]
    public double? MaxEntrySlippageR { get; init; }

    /// <summary>How much of R must lie between an entry's price and the stop.</summary>
    /// <value>From 0 to 1; off by default.</value>
    [Range(0.0, 1.0), Description("how much of R must lie between the price of an entry and the stop")]
    public double? MinRLeft { get; init; }

    /// <summary>The tag of a backtest's trades.</summary>
    [Letters(40, "_.:/-"), Description("the tag of a backtest's trades if the source is a file")]
    public string Label { get; init; } = "signals";

    /// <summary>The assembly that decides.</summary>
    [PathForm("a file", MayBeEmpty = true), Description("AgentBridge.Native.dll with its files beside it; for clr, unless the package or strategy.library brings C#")]
    public string Assembly { get; init; } = string.Empty;

    /// <summary>The .NET installation.</summary>
    [PathForm("a folder", MayBeEmpty = true), Description("the folder of the .NET installation, for clr; by default the usual places")]
    public string DotnetRoot { get; init; } = string.Empty;

    /// <summary>How long the strategy may take.</summary>
    [SameAs<BridgeConfig>]
    public int StrategyTimeoutMs { get; init; } = StrategyTimeout.Default;
}
