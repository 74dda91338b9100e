using System.Runtime.CompilerServices;

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

        var (shuffled, returns, means, drawdowns) = (new double[runs], new double[runs], new double[runs], new double[runs]);
        RandomRuns.Compute(runs, (first, end) =>
        {
            var order = new double[factors.Length];
            for (var run = first; run < end; run++)
            {
                // A shuffle takes one number less than there are trades, a sample as many.
                var random = new SeededRandom(seed, run * ((2L * order.Length) - 1));
                factors.CopyTo(order, 0);
                random.Shuffle(order);
                (shuffled[run], returns[run], means[run], drawdowns[run]) = Play(order, factors, profits, random);
            }
        });
        return new(runs, seed, Spread.Of(shuffled), Spread.Of(returns), Spread.Of(means), Spread.Of(drawdowns));
    }

    /// <summary>
    /// Plays the trades in an order, and as many drawn ones beside them, which takes about the time of one alone: the drawdown of the first, and the return, the
    /// mean profit in R and the drawdown of the others.
    /// </summary>
    private static (double Drawdown, double Return, double MeanR, double DrawnDrawdown) Play(double[] order, double[] factors, double[] profits, SeededRandom random)
    {
        var (ordered, drawn) = (new Balance(), new Balance());
        var sum = 0.0;
        foreach (var factor in order)
        {
            ordered.Take(factor);
            var at = random.Next(factors.Length);
            drawn.Take(factors[at]);
            sum += profits[at];
        }

        return (ordered.Drawdown, drawn.Value - 1, sum / order.Length, drawn.Drawdown);
    }

    /// <summary>A balance, and its largest fall.</summary>
    private struct Balance()
    {
        private double _high = 1;
        private double _least = 1;

        public double Value { get; private set; } = 1;

        public readonly double Drawdown => 1 - _least;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take(double factor)
        {
            Value *= factor;
            if (Value > _high)
            {
                _high = Value;
            }
            else if (Value < _least * _high)
            {
                // A division takes longer than all the rest, and few balances are a new low.
                _least = Value / _high;
            }
        }
    }
}
