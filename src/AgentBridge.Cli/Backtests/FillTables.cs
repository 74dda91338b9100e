using System.Globalization;
using AgentBridge.Backtesting;

namespace AgentBridge.Cli;

/// <summary>Shows the parameters and the costs of realistic fills to people.</summary>
internal static class FillTables
{
    /// <summary>What the costs are: name and value.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Rows(FillCosts costs) =>
    [
        ["slippage paid", $"{Number(costs.Slippage)} ({costs.SlippageRatio.ToString("0.#### %", CultureInfo.InvariantCulture)} of the value)"],
        ["fees as taker / maker", $"{Number(costs.TakerFees)} / {Number(costs.MakerFees)}"],
        ["funding paid", Number(costs.Funding)],
        ["entries filled in part / not at all", FormattableString.Invariant($"{costs.PartlyFilled} / {costs.NotFilled}")],
        ["exits in more than one candle", costs.SplitExits.ToString(CultureInfo.InvariantCulture)],
    ];

    /// <summary>The parameters as an assumption.</summary>
    /// <param name="fills">The parameters.</param>
    /// <param name="fee">The fee of a taker, as a fraction.</param>
    public static string Assumption(FillOptions fills, double fee)
    {
        var limit = fills.VolumeLimit > 0 ? FormattableString.Invariant($"at most {fills.VolumeLimit} of a candle's volume") : "any volume";
        var targets = fills.LimitTargets ? FormattableString.Invariant($"targets rest (fee {fills.MakerFee})") : "targets sold at the market";
        return FormattableString.Invariant(
            $"fills: slippage {fills.Slippage}, spread {fills.Spread}, price impact {fills.PriceImpact}, {limit}, latency {fills.LatencyMs} ms, funding rate {fills.FundingRate}, {targets}, fee {fee}, at least {fills.MinRLeft} R to the stop, the stop first where a candle reaches both");
    }

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
