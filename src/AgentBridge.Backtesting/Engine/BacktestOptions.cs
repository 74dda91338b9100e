using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AgentBridge.Engine;
using AgentBridge.Schema;

namespace AgentBridge.Backtesting;

/// <summary>Settings of a backtest.</summary>
public sealed record BacktestOptions
{
    /// <summary>How these options are read and checked.</summary>
    public static OptionsModel<BacktestOptions> Model { get; } = OptionsModel.Build("backtest", static () => new BacktestOptions(), OptionTypes.Settings);

    /// <summary>The wallet at the start, in the quote currency.</summary>
    /// <value>&gt; 0; 10,000 by default.</value>
    [Range(0.0, 1e300, MinimumIsExclusive = true), Description("the wallet at the start, in the quote currency")]
    public double Wallet { get; init; } = 10_000;

    /// <summary>The fee per side, as a fraction of the side's value (0.001 is 0.1 %).</summary>
    /// <value>From 0 to 0.1; 0.001 (0.1 %) by default.</value>
    [SameAs<BridgeConfig>]
    public double Fee { get; init; } = 0.001;

    /// <summary>How many trades may be open at a time.</summary>
    /// <value>From 1 to 10,000; 1 by default.</value>
    [Range(1, 10_000), Description("how many trades may be open at a time")]
    public int Slots { get; init; } = 1;

    /// <summary>
    /// Freqtrade's <c>stake_amount</c> in the quote currency: no trade opens while less is available, and with <see cref="BacktestSizing.Stake"/> it is
    /// the stake of each trade. 0 stands for <c>unlimited</c>: the available balance divided by the slots.
    /// </summary>
    /// <value>≥ 0; 0 (unlimited) by default.</value>
    [Range(0.0, 1e300), Description("the configured stake in the quote currency; 0 for unlimited")]
    public double Stake { get; init; }

    /// <summary>How many candles at the beginning are warm-up: nothing is traded on them.</summary>
    /// <value>From 0 to 4,999; 50 by default, as for AgentBridgeStrategy.</value>
    [Range(0, 4_999), Description("how many candles at the beginning are warm-up")]
    public int StartupCandles { get; init; } = 50;

    /// <summary>
    /// Whether a trade closes the signal's share at TP1 and the rest at TP2, as a strategy with <c>adjust_trade_position</c> does it: the candle after TP1 was
    /// reached sells the share at its open. Otherwise the whole trade closes at TP1, as with AgentBridgeStrategy.
    /// </summary>
    /// <value>False by default.</value>
    [Description("close the signal's share at TP1, in the candle after, and the rest at TP2")]
    public bool PartialExits { get; init; }

    /// <summary>Freqtrade's protections, in the order in which they are asked after each closed trade.</summary>
    /// <value>None by default.</value>
    public IReadOnlyList<BacktestProtection> Protections { get; init; } = [];

    /// <summary>After how many minutes a resting exit order is cancelled.</summary>
    /// <value>From 1 to 1,000,000; 10 by default.</value>
    [Range(1, 1_000_000), Description("after how many minutes a resting exit order is cancelled")]
    public int ExitTimeoutMinutes { get; init; } = 10;
}
