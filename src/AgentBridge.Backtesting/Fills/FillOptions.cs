using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using AgentBridge.Engine;
using AgentBridge.Schema;

namespace AgentBridge.Backtesting;

/// <summary>The parameters of realistic fills. With the defaults of all but the first two, orders fill as on paper (<see cref="PaperExecutor"/>).</summary>
public sealed record FillOptions : IOptionRules
{
    /// <summary>How these options are read and checked.</summary>
    public static OptionsModel<FillOptions> Model { get; } = Build();

    /// <summary>How much worse than its price a fill is, as a fraction of the price (0.0005 is 0.05 %).</summary>
    /// <value>From 0 to 0.1; 0.0005 (0.05 %) by default.</value>
    [SameAs<BridgeConfig>]
    public double Slippage { get; init; } = 0.0005;

    /// <summary>How much of R (from the signal's entry price to its stop) must lie between the price of the fill, without slippage, and the stop.</summary>
    /// <value>From 0 (off) to 1; 0.25 by default.</value>
    [SameAs<BotSettings>]
    public double MinRLeft { get; init; } = 0.25;

    /// <summary>The distance of ask and bid as a fraction of the price between them, which the candles have: a fill is worse by half of it.</summary>
    /// <value>From 0 to 0.1; 0 by default.</value>
    [Range(0.0, 0.1), Description("the distance of ask and bid, as a fraction of the price; a fill is worse by half of it")]
    public double Spread { get; init; }

    /// <summary>The largest share of a candle's volume that the fills of a pair may take; what is beyond it fills later (exits) or not at all (entries).</summary>
    /// <value>From 0 (no limit) to 1; 0 by default.</value>
    [Range(0.0, 1.0), Description("the largest share of a candle's volume that fills may take; 0 for no limit")]
    public double VolumeLimit { get; init; }

    /// <summary>How much a fill moves the price: it is worse by this times the square of its share of the candle's volume, as a fraction of the price.</summary>
    /// <value>From 0 to 0.5; 0 by default. Above 0 it needs a <see cref="VolumeLimit"/>.</value>
    [Range(0.0, 0.5), Description("a fill is worse by this times the square of its share of the candle's volume")]
    public double PriceImpact { get; init; }

    /// <summary>
    /// How long an order is on its way to the exchange, in milliseconds. Prices are known at the opens of candles, so an order acts from the first open on at
    /// which it has arrived. The stop and the targets are sent when the entry fills.
    /// </summary>
    /// <value>From 0 to 3,600,000 (an hour); 0 by default.</value>
    [Range(0, 3_600_000), Description("how long an order is on its way to the exchange, in milliseconds")]
    public int LatencyMs { get; init; }

    /// <summary>What a trade pays at 00:00, 08:00 and 16:00 UTC, as a fraction of its value; below 0 it receives.</summary>
    /// <value>From -0.03 to 0.03; 0 by default.</value>
    [Range(-0.03, 0.03), Description("what a trade pays at 00:00, 08:00 and 16:00 UTC, as a fraction of its value; below 0 it receives")]
    public double FundingRate { get; init; }

    /// <summary>Whether a target rests at the exchange: it fills at its price without slippage, for the fee of a maker, once the price was above it; otherwise it is sold at the market.</summary>
    /// <value>False by default.</value>
    [Description("targets rest at the exchange: filled at their price, for the maker's fee, once the price was above it")]
    public bool LimitTargets { get; init; }

    /// <summary>The fee of a maker, that is of a target that rests, as a fraction of the value; all others pay <see cref="BacktestOptions.Fee"/>.</summary>
    /// <value>From 0 to 0.1; 0.001 (0.1 %) by default.</value>
    [Range(0.0, 0.1), Description("the fee of targets that rest, as a fraction of the value")]
    public double MakerFee { get; init; } = 0.001;

    /// <inheritdoc/>
    public IEnumerable<string> Validate() => PriceImpact > 0 && VolumeLimit == 0 ? ["price_impact needs a volume_limit above 0"] : [];

    // An attribute's type argument does not keep the properties of its type in a program compiled ahead of time.
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, typeof(BotSettings))]
    private static OptionsModel<FillOptions> Build() => OptionsModel.Build("fills", static () => new FillOptions(), OptionTypes.Settings);
}
