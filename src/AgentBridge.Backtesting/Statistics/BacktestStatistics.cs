namespace AgentBridge.Backtesting;

/// <summary>Figures of a backtest under definitions of their own, beside Freqtrade's (<see cref="FreqtradeMetrics"/>).</summary>
/// <param name="Equity">What the course of the equity shows.</param>
/// <param name="Trades">What the closed trades show.</param>
/// <param name="BuyAndHold">The mean return of the pairs, bought at the open of the first candle that could trade and sold at the last close, with the fee on both sides; as a fraction; <see langword="null"/> without candles.</param>
/// <param name="Groups">The trades by pair, exit reason, weekday, hour and month.</param>
/// <param name="Simulation">Other orders and samples of the trades; <see langword="null"/> without trades or runs.</param>
/// <param name="RandomEntries">The same trades from random entries; <see langword="null"/> without trades or runs.</param>
public sealed record BacktestStatistics(EquityStatistics Equity, TradeStatistics Trades, double? BuyAndHold, TradeGroups Groups, TradeSimulation? Simulation, RandomEntries? RandomEntries)
{
    /// <summary>The figures of a result.</summary>
    /// <param name="result">What the engine computed.</param>
    /// <param name="pairs">The pairs that it was computed on.</param>
    /// <param name="options">The options that it was computed with.</param>
    /// <param name="runs">How many random runs of each kind, from 0.</param>
    /// <param name="seed">The seed of the random numbers: the same one gives the same figures.</param>
    public static BacktestStatistics Of(BacktestResult result, IReadOnlyList<BacktestPair> pairs, BacktestOptions options, int runs = 1_000, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(runs);
        var stepMs = pairs[0].Candles.Timeframe.Milliseconds;
        var risks = TradeStatistics.RisksOf(result.Trades, pairs);
        return new(
            EquityStatistics.Of(result, options.Wallet, stepMs),
            TradeStatistics.Of(result.Trades, risks, stepMs),
            Hold(result, pairs, options.Fee),
            TradeGroups.Of(result.Trades, risks, pairs),
            TradeSimulation.Of(result.Trades, risks, options.Wallet, runs, seed),
            RandomEntries.Of(result, pairs, WithSlippage(options, result.Costs), runs, seed));
    }

    /// <summary>Random entries pay the mean slippage of the trades as well, with the fee: otherwise they would look better than they are.</summary>
    private static BacktestOptions WithSlippage(BacktestOptions options, FillCosts? costs) => costs is null ? options : options with { Fee = options.Fee + costs.SlippageRatio };

    private static double? Hold(BacktestResult result, IReadOnlyList<BacktestPair> pairs, double fee)
    {
        var returns = new List<double>();
        foreach (var candles in pairs.Select(pair => pair.Candles))
        {
            var found = candles.OpenTimes.BinarySearch(result.FirstMs);
            var first = found < 0 ? ~found : found;
            if (first < candles.Count)
            {
                returns.Add((candles.Closes[^1] * (1 - fee) / (candles.Opens[first] * (1 + fee))) - 1);
            }
        }

        return returns.Count == 0 ? null : returns.Average();
    }
}
