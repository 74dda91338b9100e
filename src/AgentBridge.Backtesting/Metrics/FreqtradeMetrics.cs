namespace AgentBridge.Backtesting;

/// <summary>The figures of a backtest as Freqtrade's result states them, under the definitions of the release of the rules.</summary>
/// <param name="TotalTrades">How many trades closed.</param>
/// <param name="Wins">Trades with a profit above 0.</param>
/// <param name="Draws">Trades with a profit of exactly 0.</param>
/// <param name="Losses">Trades with a profit below 0.</param>
/// <param name="Winrate">Wins as a share of all trades, from 0 to 1; 0 without trades.</param>
/// <param name="ProfitTotalAbs">The sum of the profits, in the quote currency.</param>
/// <param name="ProfitTotal">That sum as a fraction of the wallet at the start.</param>
/// <param name="TotalVolume">Up to 2024.2 the sum of the stakes; from 2026.9 on the value of all orders with their fees; in the quote currency.</param>
/// <param name="BacktestDays">The whole days from the first candle to the last, at least 1.</param>
/// <param name="Cagr">The growth per year of 365 days, as a fraction.</param>
/// <param name="Sharpe">The mean daily profit by the deviation of the trades' profits, per year; -100 where the deviation is 0.</param>
/// <param name="Sortino">As Sharpe, with the deviation of the losing trades.</param>
/// <param name="Calmar">The mean daily profit in percent by the relative drawdown, per year; -100 without a drawdown.</param>
/// <param name="Expectancy">The mean profit of a trade, in the quote currency.</param>
/// <param name="ExpectancyRatio">(1 + average win / average loss) · winrate - 1; 100 without losses.</param>
/// <param name="ProfitFactor">The sum of the wins by the sum of the losses; 0 without losses.</param>
/// <param name="MaxDrawdownAbs">The largest fall of the closed profit from a high, in the quote currency.</param>
/// <param name="MaxDrawdownAccount">That fall as a fraction of the balance at its high.</param>
/// <param name="MaxRelativeDrawdown">The largest fall as a fraction of the balance at its high.</param>
/// <param name="MarketChange">The mean change of the pairs' closes, as a fraction: up to 2024.2 from the first candle of the data, from 2026.9 on from the first after the warm-up.</param>
/// <param name="Sqn">√n · mean / deviation of the trades' profits, rounded to four decimals; -100 where the deviation is 0. 2024.2 has none: <see langword="null"/>.</param>
/// <param name="PValue">How likely a mean profit per trade at least as far from 0 is where it really is 0 (two-sided t-test); 1 for fewer than two trades and for equal ones. 2024.2 has none: <see langword="null"/>.</param>
/// <param name="WalletStats">Figures of the wallet's total, candle by candle. 2024.2 has none: <see langword="null"/>.</param>
public sealed record FreqtradeMetrics(
    int TotalTrades,
    int Wins,
    int Draws,
    int Losses,
    double Winrate,
    double ProfitTotalAbs,
    double ProfitTotal,
    double TotalVolume,
    int BacktestDays,
    double Cagr,
    double Sharpe,
    double Sortino,
    double Calmar,
    double Expectancy,
    double ExpectancyRatio,
    double ProfitFactor,
    double MaxDrawdownAbs,
    double MaxDrawdownAccount,
    double MaxRelativeDrawdown,
    double MarketChange,
    double? Sqn,
    double? PValue,
    FreqtradeWalletStats? WalletStats)
{
    private const double DayMs = 86_400_000;
    private const double DaysPerYear = 365;

    // What Freqtrade shows for a ratio that can't be computed.
    private const double NoRatio = -100;

    /// <summary>The figures of a result.</summary>
    /// <param name="result">The trades, the span and the final balance.</param>
    /// <param name="pairs">The pairs that it was computed on.</param>
    /// <param name="rules">The rules that it was computed with.</param>
    /// <param name="options">The options that it was computed with.</param>
    public static FreqtradeMetrics Of(BacktestResult result, IReadOnlyList<BacktestPair> pairs, BacktestRules rules, BacktestOptions options)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(options);
        var trades = result.Trades;
        var wallet = options.Wallet;
        var firstMs = result.FirstMs - pairs[0].Candles.Timeframe.Milliseconds;
        var days = Math.Max(1, (int)Math.Floor((result.LastMs - firstMs) / DayMs));
        var profits = ProfitsByClose(trades);
        double[] losses = [.. profits.Where(profit => profit < 0)];
        var (wins, sum, won, shares, volume) = (0, 0.0, 0.0, 0.0, 0.0);
        foreach (var profit in profits)
        {
            wins += profit > 0 ? 1 : 0;
            won += profit > 0 ? profit : 0;
            sum += profit;
            shares += profit / wallet;
        }

        foreach (var trade in trades)
        {
            volume += rules.HasNewMetrics ? ((trade.EntryAmount * trade.OpenRate) + trade.PartialValue + (trade.Amount * trade.CloseRate)) * (1 + options.Fee) : trade.StakeAmount;
        }

        var lost = Math.Abs(losses.Sum());
        var drawdown = ProfitDrawdown.Of(profits, wallet, rules.HasNewMetrics);
        var daily = shares / days;
        var (averageWin, averageLoss) = (wins > 0 ? won / wins : 0, losses.Length > 0 ? lost / losses.Length : 0);
        var (winrate, lossrate) = profits.Length > 0 ? (wins / (double)profits.Length, losses.Length / (double)profits.Length) : (0, 0);
        return new(
            profits.Length,
            wins,
            profits.Length - wins - losses.Length,
            losses.Length,
            winrate,
            sum,
            sum / wallet,
            volume,
            days,
            result.FinalBalance < 0 ? 0 : Math.Pow(result.FinalBalance / wallet, DaysPerYear / days) - 1,
            profits.Length == 0 ? 0 : PerYear(daily, Deviation(profits, wallet, 0)),
            profits.Length == 0 ? 0 : PerYear(daily, Deviation(losses, wallet, 0)),
            profits.Length == 0 ? 0 : PerYear(sum / wallet / days * 100, drawdown.RelativeAtAbsolute),
            (winrate * averageWin) - (lossrate * averageLoss),
            averageLoss > 0 ? ((1 + (averageWin / averageLoss)) * winrate) - 1 : 100,
            lost > 0 ? won / lost : 0,
            drawdown.Absolute,
            drawdown.RelativeAtAbsolute,
            drawdown.Relative,
            ChangeOf(pairs, rules.HasNewMetrics ? firstMs : long.MinValue),
            rules.HasNewMetrics ? SqnOf(profits, wallet) : null,
            rules.HasNewMetrics ? PValueOf(profits, wallet) : null,
            rules.HasNewMetrics ? FreqtradeWalletStats.Of(result, pairs) : null);
    }

    /// <summary>The profits in the order in which the trades closed: a trade left open is closed at the end of the run, but at the time of its pair's last candle.</summary>
    private static double[] ProfitsByClose(IReadOnlyList<BacktestTrade> trades)
    {
        var profits = new double[trades.Count];
        var (before, isOrdered) = (long.MinValue, true);
        for (var i = 0; i < profits.Length; i++)
        {
            var trade = trades[i];
            profits[i] = trade.ProfitAbs;
            isOrdered &= before <= trade.CloseTimeMs;
            before = trade.CloseTimeMs;
        }

        return isOrdered ? profits : [.. trades.OrderBy(trade => trade.CloseTimeMs).Select(trade => trade.ProfitAbs)];
    }

    internal static double PerYear(double mean, double denominator) =>
        denominator != 0 && !double.IsNaN(denominator) ? mean / denominator * Math.Sqrt(DaysPerYear) : NoRatio;

    /// <summary>The standard deviation of the profits as fractions of the wallet; NaN for too few.</summary>
    internal static double Deviation(double[] profits, double wallet, int lessDegrees)
    {
        if (profits.Length <= lessDegrees)
        {
            return double.NaN;
        }

        var mean = MeanShare(profits, wallet);
        var squares = 0.0;
        foreach (var profit in profits)
        {
            squares += ((profit / wallet) - mean) * ((profit / wallet) - mean);
        }

        return Math.Sqrt(squares / (profits.Length - lessDegrees));
    }

    private static double MeanShare(double[] profits, double wallet)
    {
        var sum = 0.0;
        foreach (var profit in profits)
        {
            sum += profit / wallet;
        }

        return sum / profits.Length;
    }

    private static double SqnOf(double[] profits, double wallet)
    {
        var deviation = Deviation(profits, wallet, 1);
        if (profits.Length == 0)
        {
            return 0;
        }

        var mean = MeanShare(profits, wallet);
        return deviation != 0 && !double.IsNaN(deviation) ? Math.Round(Math.Sqrt(profits.Length) * (mean / deviation), 4) : NoRatio;
    }

    private static double PValueOf(double[] profits, double wallet)
    {
        var deviation = Deviation(profits, wallet, 1);
        return profits.Length < 2 || deviation == 0
            ? 1
            : StudentDistribution.Beyond(Math.Sqrt(profits.Length) * MeanShare(profits, wallet) / deviation, profits.Length - 1);
    }

    private static double ChangeOf(IReadOnlyList<BacktestPair> pairs, long fromMs)
    {
        var changes = new List<double>();
        foreach (var candles in pairs.Select(pair => pair.Candles))
        {
            var found = candles.OpenTimes.BinarySearch(fromMs);
            var first = found < 0 ? ~found : found;
            if (first < candles.Count)
            {
                changes.Add((candles.Closes[^1] - candles.Closes[first]) / candles.Closes[first]);
            }
        }

        return changes.Count == 0 ? 0 : changes.Average();
    }
}
