using System.Collections.Immutable;
using AgentBridge.Schema;

namespace AgentBridge.Backtesting;

/// <summary>What the closed trades show. R is what a trade risked: its amount times the distance from its entry to its stop.</summary>
/// <param name="WinRate">The share of the trades with a profit above 0, after fees; <see langword="null"/> without trades.</param>
/// <param name="ProfitFactor">What the winning trades made by what the losing ones lost; <see langword="null"/> without a loss.</param>
/// <param name="ExpectancyR">The mean profit of a trade after fees, in R; <see langword="null"/> without trades.</param>
/// <param name="Sqn">The system quality number (V. Tharp): √n · mean / standard deviation (n - 1) of the profits in R; <see langword="null"/> where that is 0.</param>
/// <param name="LongestWinStreak">How many trades in a row won, at most.</param>
/// <param name="LongestLossStreak">How many trades in a row lost, at most.</param>
/// <param name="MeanCandles">How many candles a trade was open, the first and the last included; <see langword="null"/> without trades.</param>
/// <param name="MeanMaeR">The mean of how far the price went against a trade (maximum adverse excursion), in R; <see langword="null"/> without trades.</param>
/// <param name="MeanMfeR">The mean of how far the price went for a trade (maximum favourable excursion), in R; <see langword="null"/> without trades.</param>
/// <param name="QuantilesR">The profits in R: the smallest, the quantiles of 5, 25, 50, 75 and 95 %, the largest; empty without trades.</param>
public sealed record TradeStatistics(
    double? WinRate,
    double? ProfitFactor,
    double? ExpectancyR,
    double? Sqn,
    int LongestWinStreak,
    int LongestLossStreak,
    double? MeanCandles,
    double? MeanMaeR,
    double? MeanMfeR,
    ImmutableArray<double> QuantilesR)
{
    private static readonly double[] Shares = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1];

    internal static TradeStatistics Of(IReadOnlyList<BacktestTrade> trades, ReadOnlySpan<double> risks, long stepMs)
    {
        var profits = new double[trades.Count];
        var (won, lost, wins, candles, mae, mfe) = (0.0, 0.0, 0, 0L, 0.0, 0.0);
        var (winStreak, lossStreak, longestWin, longestLoss) = (0, 0, 0, 0);
        for (var i = 0; i < profits.Length; i++)
        {
            var trade = trades[i];
            profits[i] = trade.ProfitAbs / risks[i];
            (won, lost) = trade.ProfitAbs > 0 ? (won + trade.ProfitAbs, lost) : (won, lost - trade.ProfitAbs);
            wins += trade.ProfitAbs > 0 ? 1 : 0;
            (winStreak, lossStreak) = trade.ProfitAbs > 0 ? (winStreak + 1, 0) : trade.ProfitAbs < 0 ? (0, lossStreak + 1) : (0, 0);
            (longestWin, longestLoss) = (Math.Max(longestWin, winStreak), Math.Max(longestLoss, lossStreak));
            candles += ((trade.CloseTimeMs - trade.OpenTimeMs) / stepMs) + 1;
            var (fall, rise) = (trade.OpenRate - trade.MinRate, trade.MaxRate - trade.OpenRate);
            mae += trade.EntryAmount * (trade.Side == SignalSide.Short ? rise : fall) / risks[i];
            mfe += trade.EntryAmount * (trade.Side == SignalSide.Short ? fall : rise) / risks[i];
        }

        var moments = SampleMoments.Of(profits);
        Array.Sort(profits);
        double n = profits.Length;
        return new(
            Finite.OrNull(wins / n),
            Finite.OrNull(won / lost),
            Finite.OrNull(moments.Mean),
            Finite.OrNull(Math.Sqrt(n) * moments.Mean / moments.Deviation),
            longestWin,
            longestLoss,
            Finite.OrNull(candles / n),
            Finite.OrNull(mae / n),
            Finite.OrNull(mfe / n),
            n == 0 ? [] : [.. Shares.Select(share => Quantiles.Of(profits, share))]);
    }

    /// <summary>What each trade risked, in the quote currency: its R.</summary>
    /// <param name="trades">Trades of a result.</param>
    /// <param name="pairs">The pairs that it was computed on.</param>
    public static double[] RisksOf(IReadOnlyList<BacktestTrade> trades, IReadOnlyList<BacktestPair> pairs)
    {
        ArgumentNullException.ThrowIfNull(trades);
        ArgumentNullException.ThrowIfNull(pairs);
        var risks = new double[trades.Count];
        for (var i = 0; i < risks.Length; i++)
        {
            var trade = trades[i];
            var distance = trade.OpenRate - pairs[trade.Pair].Signals[trade.Signal].Stop;
            risks[i] = trade.EntryAmount * (trade.Side == SignalSide.Short ? -distance : distance);
        }

        return risks;
    }
}
