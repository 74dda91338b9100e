namespace AgentBridge.Backtesting;

/// <summary>What other orders and other samples of the same trades would have done: each trade changes the balance by the same fraction as it did.</summary>
/// <param name="Runs">How many runs of each kind there were.</param>
/// <param name="Seed">The seed of the random numbers.</param>
/// <param name="ShuffledDrawdown">The largest drawdown between closed trades where only their order is random (Monte Carlo), as a fraction.</param>
/// <param name="ResampledReturn">The return where as many trades are drawn with replacement (bootstrap), as a fraction of the wallet.</param>
/// <param name="ResampledExpectancyR">The mean profit in R of such a sample.</param>
/// <param name="ResampledDrawdown">The largest drawdown of such a sample, as a fraction.</param>
public sealed record TradeSimulation(int Runs, int Seed, Spread ShuffledDrawdown, Spread ResampledReturn, Spread ResampledExpectancyR, Spread ResampledDrawdown)
{
    /// <summary>Simulates the trades of a result; <see langword="null"/> without trades or runs.</summary>
    internal static TradeSimulation? Of(IReadOnlyList<BacktestTrade> trades, double[] risks, double wallet, int runs, int seed)
    {
        if (trades.Count == 0 || runs == 0)
        {
            return null;
        }

        var factors = new double[trades.Count];
        var profits = new double[trades.Count];
        var balance = wallet;
        for (var i = 0; i < factors.Length; i++)
        {
            var after = balance + trades[i].ProfitAbs;

            // A balance can't fall below 0 by trades of spot pairs; should it reach 0, nothing after it counts.
            factors[i] = balance > 0 ? Math.Max(0, after / balance) : 0;
            profits[i] = trades[i].ProfitAbs / risks[i];
            balance = after;
        }

        var random = new SeededRandom(seed);
        var order = (double[])factors.Clone();
        var (shuffled, returns, means, drawdowns) = (new double[runs], new double[runs], new double[runs], new double[runs]);
        for (var run = 0; run < runs; run++)
        {
            random.Shuffle(order);
            (_, shuffled[run]) = Play(order);
            var sum = 0.0;
            for (var i = 0; i < order.Length; i++)
            {
                var drawn = random.Next(factors.Length);
                order[i] = factors[drawn];
                sum += profits[drawn];
            }

            means[run] = sum / order.Length;
            (returns[run], drawdowns[run]) = Play(order);
            factors.CopyTo(order, 0);
        }

        return new(runs, seed, Spread.Of(shuffled), Spread.Of(returns), Spread.Of(means), Spread.Of(drawdowns));
    }

    /// <summary>The return and the largest drawdown of factors in an order.</summary>
    private static (double Return, double Drawdown) Play(ReadOnlySpan<double> factors)
    {
        var (balance, high, least) = (1.0, 1.0, 1.0);
        foreach (var factor in factors)
        {
            balance *= factor;
            high = Math.Max(high, balance);

            // A division takes longer than all the rest, and few balances are a new low.
            if (balance < least * high)
            {
                least = balance / high;
            }
        }

        return (balance - 1, 1 - least);
    }
}
