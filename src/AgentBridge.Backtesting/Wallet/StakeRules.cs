namespace AgentBridge.Backtesting;

/// <summary>How large a trade is: Freqtrade's limits of a stake, and its configured stake.</summary>
internal static class StakeRules
{
    // Freqtrade's reserve for fees and price moves, and for the smallest order the stop that it assumes at the entry.
    private const double Reserve = 1.0 + 0.05;
    private const double AssumedStop = 0.05;
    private const double MostReserve = 1.5;

    // A stake below the minimum is raised to it by at most this factor.
    private const double MostRaise = 1.3;

    // The same for what remains after a partial exit.
    private const double AssumedStopOfRest = 0.1;

    /// <summary>The smallest stake that the market takes at a price.</summary>
    public static double Least(BacktestMarket market, double price) => Least(market, price, AssumedStop);

    /// <summary>The smallest stake that may remain after a partial exit.</summary>
    public static double LeastRest(BacktestMarket market, double price) => Least(market, price, AssumedStopOfRest);

    /// <summary>The largest stake that the market takes at a price.</summary>
    public static double Most(BacktestMarket market, double price, BacktestRules rules)
    {
        var most = Math.Min(market.MaxCost, market.MaxAmount * price);
        return rules.HasNewFutures && market.LeverageTiers.Count > 0 ? Math.Min(market.LeverageTiers[^1].MaxNotional, most) : most;
    }

    private static double Least(BacktestMarket market, double price, double stop) =>
        Math.Max(market.MinCost * Math.Max(Math.Min(Reserve / (1 - stop), MostReserve), 1), market.MinAmount * price * Reserve);

    /// <summary>The configured stake; NaN if less is available.</summary>
    public static double Configured(BacktestOptions options, BacktestWallet wallet)
    {
        var available = wallet.Available;
        var stake = options.Stake > 0 ? options.Stake : Math.Min((available + wallet.Tied) / options.Slots, available);
        return available < stake ? double.NaN : stake;
    }

    /// <summary>The stake after the limits; 0 for no trade.</summary>
    public static double Limited(double stake, double least, double most, double available)
    {
        var allowed = Math.Min(most, available);
        if (!(stake > 0) || least > allowed)
        {
            return 0;
        }

        if (stake < least)
        {
            if (stake * MostRaise < least)
            {
                return 0;
            }

            stake = least;
        }

        return Math.Min(stake, allowed);
    }
}
