namespace AgentBridge.Backtesting;

/// <summary>What the course of the equity shows. The daily figures are those of the equity at the end of each UTC day; a year has 365 days.</summary>
/// <param name="Days">How many days there are, the first and the last part of one included.</param>
/// <param name="Cagr">The growth per year, as a fraction; <see langword="null"/> where the equity ended at or below 0.</param>
/// <param name="Sharpe">The mean of the daily returns by their standard deviation (n - 1), times √365; <see langword="null"/> where that is 0.</param>
/// <param name="Sortino">The mean of the daily returns by the root of the mean of their squared losses, times √365; <see langword="null"/> without a loss.</param>
/// <param name="Calmar">The growth per year by the largest drawdown; <see langword="null"/> without one.</param>
/// <param name="Ulcer">The root of the mean square of the daily drawdowns, as a fraction (P. Martin 1987).</param>
/// <param name="Drawdown">The largest fall between candles.</param>
/// <param name="Exposure">The share of the candles at whose open a trade was open.</param>
/// <param name="ProbabilisticSharpe">
/// The probability that the true Sharpe ratio is above 0, given the number, the skewness and the kurtosis of the daily returns (D. Bailey and M. López de Prado,
/// "The Sharpe Ratio Efficient Frontier", 2012); <see langword="null"/> without a Sharpe ratio.
/// </param>
/// <param name="MinTrackRecordDays">After how many days that probability would be 95 % at the same ratio; <see langword="null"/> where the ratio is not above 0.</param>
public sealed record EquityStatistics(
    int Days,
    double? Cagr,
    double? Sharpe,
    double? Sortino,
    double? Calmar,
    double Ulcer,
    EquityDrawdown Drawdown,
    double Exposure,
    double? ProbabilisticSharpe,
    double? MinTrackRecordDays)
{
    private const double DaysPerYear = 365;
    private const double DayMs = 86_400_000;

    internal static EquityStatistics Of(BacktestResult result, double wallet, long stepMs)
    {
        var equity = result.Equity.AsSpan();
        var daily = DailyEquity.Of(equity, result.FinalBalance, result.FirstMs, stepMs, wallet);
        var returns = DailyEquity.Returns(daily);
        var moments = SampleMoments.Of(returns);
        var drawdown = EquityDrawdown.LargestOf(equity, result.FinalBalance, result.FirstMs, stepMs);
        var years = Math.Max(1, (result.LastMs + stepMs - result.FirstMs) / DayMs) / DaysPerYear;
        var growth = result.FinalBalance / wallet;
        var cagr = growth > 0 ? Math.Pow(growth, 1 / years) - 1 : double.NaN;
        var ratio = moments.Deviation > 0 ? moments.Mean / moments.Deviation : double.NaN;

        // The variance of an estimated ratio, times n - 1.
        var spread = 1 - (moments.Skewness * ratio) + ((moments.Kurtosis - 1) / 4 * ratio * ratio);
        var z = ratio * Math.Sqrt((returns.Length - 1) / spread);
        return new(
            returns.Length,
            Finite.OrNull(cagr),
            Finite.OrNull(ratio * Math.Sqrt(DaysPerYear)),
            Finite.OrNull(SortinoOf(returns, moments.Mean)),
            Finite.OrNull(cagr / drawdown.Fraction),
            UlcerOf(daily),
            drawdown,
            ExposureOf(result, stepMs),
            Finite.OrNull(NormalDistribution.Below(z)),
            ratio > 0 ? 1 + (spread * Math.Pow(NormalDistribution.Quantile95 / ratio, 2)) : null);
    }

    private static double SortinoOf(ReadOnlySpan<double> returns, double mean)
    {
        var squares = 0.0;
        foreach (var value in returns)
        {
            squares += value < 0 ? value * value : 0;
        }

        return squares > 0 ? mean / Math.Sqrt(squares / returns.Length) * Math.Sqrt(DaysPerYear) : double.NaN;
    }

    private static double UlcerOf(ReadOnlySpan<double> daily)
    {
        var (high, squares) = (0.0, 0.0);
        foreach (var value in daily)
        {
            high = Math.Max(high, value);
            var fall = (high - value) / high;
            squares += fall * fall;
        }

        return Math.Sqrt(squares / daily.Length);
    }

    /// <summary>Trades of one pair don't overlap, those of several pairs may: candles are counted once.</summary>
    private static double ExposureOf(BacktestResult result, long stepMs)
    {
        if (result.Equity.IsEmpty)
        {
            return 0;
        }

        var spans = new (long OpenMs, long CloseMs)[result.Trades.Count];
        for (var i = 0; i < spans.Length; i++)
        {
            var trade = result.Trades[i];
            spans[i] = (trade.OpenTimeMs, trade.CloseTimeMs);
        }

        Array.Sort(spans);
        var (covered, end) = (0L, long.MinValue);
        foreach (var (openMs, closeMs) in spans)
        {
            var from = Math.Max(openMs, end);
            var until = Math.Max(closeMs + stepMs, from);
            covered += (until - from) / stepMs;
            end = Math.Max(end, until);
        }

        return (double)covered / result.Equity.Length;
    }
}
