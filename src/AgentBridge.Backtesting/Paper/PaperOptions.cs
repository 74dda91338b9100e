using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using AgentBridge.Engine;
using AgentBridge.Schema;

namespace AgentBridge.Backtesting;

/// <summary>Settings of <see cref="PaperExecutor"/>.</summary>
public sealed record PaperOptions
{
    /// <summary>How these options are read and checked.</summary>
    public static OptionsModel<PaperOptions> Model { get; } = Build();

    /// <summary>The wallet at the start, in the quote currency.</summary>
    /// <value>&gt; 0; 10,000 by default.</value>
    [Range(0.0, 1e300, MinimumIsExclusive = true), Description("the wallet at the start, in the quote currency")]
    public double Wallet { get; init; } = 10_000;

    /// <summary>The fee per side, as a fraction of the side's value (0.001 is 0.1 %).</summary>
    /// <value>From 0 to 0.1; 0.001 (0.1 %) by default.</value>
    [SameAs<BridgeConfig>]
    public double Fee { get; init; } = 0.001;

    /// <summary>How much worse than its price a fill is, as a fraction of the price (0.0005 is 0.05 %).</summary>
    /// <value>From 0 to 0.1; 0.0005 (0.05 %) by default.</value>
    [SameAs<BridgeConfig>]
    public double Slippage { get; init; } = 0.0005;

    /// <summary>How much of R (from the signal's entry price to its stop) must lie between the open and the stop.</summary>
    /// <value>From 0 (off) to 1; 0.25 by default.</value>
    [SameAs<BotSettings>]
    public double MinRLeft { get; init; } = 0.25;

    /// <summary>The parameters of its fills: no volume limit, no latency, no funding.</summary>
    internal FillOptions Fills => new() { Slippage = Slippage, MinRLeft = MinRLeft };

    // An attribute's type argument does not keep the properties of its type in a program compiled ahead of time.
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, typeof(BotSettings))]
    private static OptionsModel<PaperOptions> Build() => OptionsModel.Build("paper", static () => new PaperOptions(), OptionTypes.Settings);
}
