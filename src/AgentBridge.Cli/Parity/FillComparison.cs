using AgentBridge.Backtesting;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>Compares the fills of a bot, which acts on the prices that its loop sees, with those of a backtest, which knows candles only.</summary>
internal static class FillComparison
{
    private static readonly string Target = BacktestExitReasons.NameOf(BacktestExitReason.Tp1);

    // Differences of decimal prices are off by a few units of the last place.
    private const double Tolerance = 1 + 1e-6;

    /// <summary>The fills that differ, the entry first; each with one class.</summary>
    /// <param name="bot">What the bot did.</param>
    /// <param name="backtest">What the backtest did.</param>
    /// <param name="candles">The candles of the trade, from that of the entry to the later one of both exits, at least one.</param>
    /// <param name="stop">The stop of the trade.</param>
    /// <param name="target">Its first target.</param>
    /// <param name="tick">The price step of the market, &gt; 0.</param>
    public static IReadOnlyList<FillDifference> Of(TradeFills bot, TradeFills backtest, IReadOnlyList<Candle> candles, double stop, double target, double tick)
    {
        ArgumentNullException.ThrowIfNull(bot);
        ArgumentNullException.ThrowIfNull(backtest);
        ArgumentNullException.ThrowIfNull(candles);
        ArgumentOutOfRangeException.ThrowIfZero(candles.Count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tick);
        var differences = new List<FillDifference>();
        if (!bot.OpenRate.Equals(backtest.OpenRate))
        {
            differences.Add(new(true, EntryOf(bot.OpenRate, backtest.OpenRate, candles[0], tick)));
        }

        if (!bot.CloseRate.Equals(backtest.CloseRate) || !SameReason(bot, backtest))
        {
            var (lowest, highest) = (candles.Min(c => c.Low), candles.Max(c => c.High));
            var isSeen = bot.CloseRate >= lowest - (tick * Tolerance) && bot.CloseRate <= highest + (tick * Tolerance);
            var areBothReached = lowest <= stop && highest >= target;
            differences.Add(new(false, !isSeen ? FillClass.Unexplained : SameReason(bot, backtest) ? ExitOf(bot, backtest.CloseRate) : areBothReached ? FillClass.LateLoop : FillClass.Unexplained));
        }

        return differences;
    }

    /// <summary>The candles of a trade: from that of the entry to the later one of both exits.</summary>
    /// <param name="candles">The recording.</param>
    /// <param name="entry">The index of the candle in which the backtest bought.</param>
    /// <param name="exit">The index of the candle in which the backtest sold.</param>
    /// <param name="played">How many candles from the entry on the bot had seen when it had sold, the last one perhaps in part.</param>
    public static IReadOnlyList<Candle> CandlesOf(CandleSeries candles, int entry, int exit, int played)
    {
        ArgumentNullException.ThrowIfNull(candles);
        var last = Math.Min(Math.Max(exit, entry + played - 1), candles.Count - 1);
        return [.. Enumerable.Range(entry, last - entry + 1).Select(i => candles[i])];
    }

    private static bool SameReason(TradeFills one, TradeFills other) => string.Equals(one.ExitReason, other.ExitReason, StringComparison.Ordinal);

    private static FillClass EntryOf(double bot, double backtest, in Candle entry, double tick)
    {
        if (Math.Abs(bot - backtest) <= tick * Tolerance)
        {
            return FillClass.EntryTick;
        }

        return bot >= entry.Low - (tick * Tolerance) && bot <= entry.High + (tick * Tolerance) ? FillClass.LateLoop : FillClass.Unexplained;
    }

    private static FillClass ExitOf(TradeFills bot, double backtest)
    {
        var isTarget = string.Equals(bot.ExitReason, Target, StringComparison.Ordinal);
        return isTarget && bot.CloseRate > backtest ? FillClass.TpOvershoot : !isTarget && bot.CloseRate < backtest ? FillClass.StopSlippage : FillClass.LateLoop;
    }
}
