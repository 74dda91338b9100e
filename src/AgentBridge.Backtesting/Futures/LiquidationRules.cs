using AgentBridge.Market;

namespace AgentBridge.Backtesting;

/// <summary>The price at which a position of isolated margin is liquidated, without leverage.</summary>
internal static class LiquidationRules
{
    // Freqtrade's liquidation_buffer: it closes so much of the way earlier.
    private const double Buffer = 0.05;

    /// <summary>The price; 0 for a long trade and infinite for a short one that is never liquidated.</summary>
    /// <param name="market">The market, with its tiers.</param>
    /// <param name="isShort">Whether it was sold first.</param>
    /// <param name="openRate">The entry price.</param>
    /// <param name="amount">What was entered, in the base currency.</param>
    /// <param name="stake">The value of the entry, which is the margin.</param>
    /// <param name="tick">The price step of the trade.</param>
    /// <param name="rules">They say whether the price is rounded.</param>
    public static double PriceOf(BacktestMarket market, bool isShort, double openRate, double amount, double stake, in Tick tick, BacktestRules rules)
    {
        var never = isShort ? double.PositiveInfinity : 0;
        if (market.LeverageTiers.Count == 0)
        {
            return never;
        }

        var tier = TierOf(market.LeverageTiers, stake);
        var side = isShort ? -1 : 1;
        var price = (stake + tier.MaintenanceAmount - (side * amount * openRate)) / ((amount * tier.MaintenanceRate) - (side * amount));
        var distance = Math.Abs(openRate - price) * Buffer;
        price = Math.Max(isShort ? price - distance : price + distance, 0);
        price = rules.RoundsEveryPrice ? Decimals.Of(price, tick.Places).Nearest(tick) : price;
        return price > 0 ? price : never;
    }

    private static LeverageTier TierOf(IReadOnlyList<LeverageTier> tiers, double stake)
    {
        for (var i = tiers.Count - 1; i > 0; i--)
        {
            if (stake >= tiers[i].MinNotional)
            {
                return tiers[i];
            }
        }

        return tiers[0];
    }
}
