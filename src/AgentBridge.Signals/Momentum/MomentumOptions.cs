using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace AgentBridge.Signals;

/// <summary>Options of the strategy <c>momentum</c>.</summary>
internal sealed record MomentumOptions : SetupOptions
{
    private const int LongestEma = 170;

    /// <summary>The kind of both averages.</summary>
    [Description("the kind of both averages: exponential or simple")]
    public AverageKind Average { get; init; } = AverageKind.Ema;

    /// <summary>Closes in the fast average.</summary>
    [Range(1, 199), Description("closes in the fast average")]
    public int Fast { get; init; } = 12;

    /// <summary>Closes in the slow average; more than <see cref="Fast"/>.</summary>
    [Range(2, 200), Description("closes in the slow average; more than fast, and at most 170 with average=ema")]
    public int Slow { get; init; } = 26;

    /// <inheritdoc/>
    public override IEnumerable<string> Validate() =>
    [
        .. base.Validate(),
        .. Fast < Slow ? Array.Empty<string>() : ["fast must be less than slow"],

        // A longer one takes more candles to warm up than Freqtrade can load.
        .. Slow <= LongestEma || Average != AverageKind.Ema ? Array.Empty<string>() : ["slow must be at most 170 with average=ema"],
    ];
}
