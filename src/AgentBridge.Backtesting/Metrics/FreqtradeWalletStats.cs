namespace AgentBridge.Backtesting;

/// <summary>The <c>wallet_stats</c> of Freqtrade's result: figures of the wallet's total at the open of each candle, open trades valued at that open. Times are in Unix milliseconds.</summary>
/// <param name="StartBalance">The total at the first candle that could trade, in the quote currency.</param>
/// <param name="EndBalance">The total at the open of the last candle.</param>
/// <param name="HighBalance">The highest total.</param>
/// <param name="LowBalance">The lowest total.</param>
/// <param name="Sharpe">The mean of the daily changes by their deviation, per year of 365 days; -100 where that is 0; 0 for less than two days.</param>
/// <param name="Sortino">As Sharpe, with the deviation of the falls.</param>
/// <param name="Calmar">The mean daily profit in percent by the relative drawdown, per year; -100 without a drawdown.</param>
/// <param name="LowTs">When the total was lowest, the first time.</param>
/// <param name="HighTs">When the total was highest, the first time.</param>
/// <param name="MaxDrawdownAccount">The largest fall from a high as a fraction of that high.</param>
/// <param name="MaxRelativeDrawdown">The largest fall relative to its high, as a fraction.</param>
/// <param name="MaxDrawdownAbs">The largest fall from a high, in the quote currency.</param>
/// <param name="DrawdownStartTs">When that fall began; <see langword="null"/> for a single candle.</param>
/// <param name="DrawdownEndTs">When it ended; <see langword="null"/> for a single candle.</param>
/// <param name="DrawdownDurationS">How long it took, in seconds.</param>
/// <param name="MaxDrawdownLow">The profit at its end, in the quote currency.</param>
/// <param name="MaxDrawdownHigh">The profit at its beginning.</param>
public sealed record FreqtradeWalletStats(
    double StartBalance,
    double EndBalance,
    double HighBalance,
    double LowBalance,
    double Sharpe,
    double Sortino,
    double Calmar,
    long LowTs,
    long HighTs,
    double MaxDrawdownAccount,
    double MaxRelativeDrawdown,
    double MaxDrawdownAbs,
    long? DrawdownStartTs,
    long? DrawdownEndTs,
    double DrawdownDurationS,
    double MaxDrawdownLow,
    double MaxDrawdownHigh)
{
    private const long DayMs = 86_400_000;

    internal static FreqtradeWalletStats? Of(BacktestResult result, IReadOnlyList<BacktestPair> pairs)
    {
        var totals = TotalsOf(result, pairs);
        if (totals.IsEmpty)
        {
            return null;
        }

        var stepMs = pairs[0].Candles.Timeframe.Milliseconds;
        var (least, greatest) = Extremes.Of(totals);
        var (low, high) = (totals.IndexOf(least), totals.IndexOf(greatest));

        var fall = BalanceDrawdown.Of(totals);
        var returns = DailyReturns(totals, result.FirstMs, stepMs);
        var days = Math.Max(1, (result.LastMs - result.FirstMs) / DayMs);
        var (lowMs, highMs) = (result.FirstMs + (low * stepMs), result.FirstMs + (high * stepMs));
        var (fromMs, untilMs) = (result.FirstMs + (fall.HighAt * stepMs), result.FirstMs + (fall.LowAt * stepMs));
        var isCourse = totals.Length > 1;
        return new(
            totals[0],
            totals[^1],
            totals[high],
            totals[low],
            Ratio(returns, returns),
            Ratio(returns, [.. returns.Where(value => value < 0)]),
            isCourse ? FreqtradeMetrics.PerYear((totals[^1] - totals[0]) / totals[0] / days * 100, fall.RelativeAtAbsolute) : 0,
            lowMs,
            highMs,
            fall.RelativeAtAbsolute,
            fall.Relative,
            fall.Absolute,
            isCourse ? fromMs : null,
            isCourse ? untilMs : null,
            (untilMs - fromMs) / 1000.0,
            fall.Low,
            fall.High);
    }

    /// <summary>
    /// The equity, without the coins of pairs whose candles have ended: Freqtrade has no price of them any more. Of futures, which the wallet doesn't hold, the
    /// stakes of open trades instead of their values.
    /// </summary>
    private static ReadOnlySpan<double> TotalsOf(BacktestResult result, IReadOnlyList<BacktestPair> pairs)
    {
        if (result.Balances is { } balances)
        {
            return Expanded(balances, result.Equity.Length);
        }

        var leftOver = result.Trades.Where(trade => trade.ExitReason == BacktestExitReason.ForceExit && pairs[trade.Pair].Candles.OpenTimes[^1] < result.LastMs).ToList();
        if (leftOver.Count == 0)
        {
            return result.Equity.AsSpan();
        }

        var stepMs = pairs[0].Candles.Timeframe.Milliseconds;
        double[] totals = [.. result.Equity];
        foreach (var trade in leftOver)
        {
            var candles = pairs[trade.Pair].Candles;
            for (var i = (int)((candles.OpenTimes[^1] + stepMs - result.FirstMs) / stepMs); i < totals.Length; i++)
            {
                totals[i] -= trade.Amount * candles.Opens[^1];
            }
        }

        return totals;
    }

    private static double[] Expanded(IReadOnlyList<(int Candle, double Total)> balances, int count)
    {
        var totals = new double[count];
        for (var i = 0; i < balances.Count; i++)
        {
            var until = i + 1 < balances.Count ? balances[i + 1].Candle : count;
            var from = Math.Min(balances[i].Candle, count);
            totals.AsSpan(from..Math.Clamp(until, from, count)).Fill(balances[i].Total);
        }

        return totals;
    }

    /// <summary>The changes from the last total of each UTC day to that of the next.</summary>
    private static double[] DailyReturns(ReadOnlySpan<double> totals, long firstMs, long stepMs)
    {
        var returns = new List<double>();
        var before = double.NaN;
        for (var i = 0; i < totals.Length; i++)
        {
            // The last candle that opens before midnight.
            var timeMs = firstMs + (i * stepMs);
            i = (int)Math.Min(totals.Length - 1, i + ((DayMs - 1 - (timeMs % DayMs)) / stepMs));
            if (!double.IsNaN(before))
            {
                returns.Add((totals[i] / before) - 1);
            }

            before = totals[i];
        }

        return [.. returns];
    }

    private static double Ratio(double[] returns, double[] deviating) =>
        returns.Length == 0 ? 0 : FreqtradeMetrics.PerYear(returns.Average(), FreqtradeMetrics.Deviation(deviating, 1, 0));
}
