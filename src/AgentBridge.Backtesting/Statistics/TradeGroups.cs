using System.Collections.Immutable;
using System.Globalization;

namespace AgentBridge.Backtesting;

/// <summary>The trades by what they have in common. Times are those of the entry, in UTC.</summary>
/// <param name="Pair">By pair.</param>
/// <param name="ExitReason">By the reason of the exit.</param>
/// <param name="Weekday">By weekday, Monday first.</param>
/// <param name="Hour">By the hour of the day.</param>
/// <param name="Month">By month, as 2024-07.</param>
public sealed record TradeGroups(
    ImmutableArray<TradeGroup> Pair,
    ImmutableArray<TradeGroup> ExitReason,
    ImmutableArray<TradeGroup> Weekday,
    ImmutableArray<TradeGroup> Hour,
    ImmutableArray<TradeGroup> Month)
{
    private const long HourMs = 3_600_000;
    private const int HoursPerDay = 24;
    private const int DaysPerWeek = 7;

    // 1970-01-01 was a Thursday.
    private const int FirstWeekday = 3;

    internal static TradeGroups Of(IReadOnlyList<BacktestTrade> trades, double[] risks, IReadOnlyList<BacktestPair> pairs)
    {
        var profits = new double[risks.Length];
        var (pair, reason, weekday, hour, month) = (new int[risks.Length], new int[risks.Length], new int[risks.Length], new int[risks.Length], new int[risks.Length]);
        for (var i = 0; i < profits.Length; i++)
        {
            var trade = trades[i];
            var hours = trade.OpenTimeMs / HourMs;
            profits[i] = trade.ProfitAbs;
            pair[i] = trade.Pair;
            reason[i] = (int)trade.ExitReason;
            weekday[i] = (int)(((hours / HoursPerDay) + FirstWeekday) % DaysPerWeek);
            hour[i] = (int)(hours % HoursPerDay);
            month[i] = MonthOf(trade.OpenTimeMs);
        }

        ImmutableArray<TradeGroup> By(ReadOnlySpan<int> keys, Func<int, string> name)
        {
            var (least, most) = (0, -1);
            foreach (var key in keys)
            {
                (least, most) = most < least ? (key, key) : (Math.Min(least, key), Math.Max(most, key));
            }

            // The keys lie near each other.
            var sums = new Sums[most - least + 1];
            for (var i = 0; i < keys.Length; i++)
            {
                sums[keys[i] - least].Add(profits[i], risks[i]);
            }

            var groups = ImmutableArray.CreateBuilder<TradeGroup>();
            for (var i = 0; i < sums.Length; i++)
            {
                if (!sums[i].IsEmpty)
                {
                    groups.Add(sums[i].ToGroup(name(least + i)));
                }
            }

            return groups.DrainToImmutable();
        }

        return new(
            By(pair, of => pairs[of].Candles.Symbol),
            By(reason, of => BacktestExitReasons.NameOf((BacktestExitReason)of)),
            By(weekday, of => ((DayOfWeek)((of + 1) % DaysPerWeek)).ToString()),
            By(hour, of => of.ToString("00", CultureInfo.InvariantCulture)),
            By(month, of => string.Create(CultureInfo.InvariantCulture, $"{of / 12:0000}-{(of % 12) + 1:00}")));
    }

    private static int MonthOf(long timeMs)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(timeMs);
        return (time.Year * 12) + time.Month - 1;
    }

    private struct Sums
    {
        private int _trades;
        private int _wins;
        private double _profit;
        private double _profitR;

        public readonly bool IsEmpty => _trades == 0;

        public void Add(double profit, double risk)
        {
            _trades++;
            _wins += profit > 0 ? 1 : 0;
            _profit += profit;
            _profitR += profit / risk;
        }

        public readonly TradeGroup ToGroup(string name) => new(name, _trades, _wins, _profit, _profitR / _trades);
    }
}
