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
        ImmutableArray<TradeGroup> By(Func<BacktestTrade, int> key, Func<int, string> name)
        {
            var sums = new SortedDictionary<int, Sums>();
            for (var i = 0; i < risks.Length; i++)
            {
                var trade = trades[i];
                var of = key(trade);
                if (!sums.TryGetValue(of, out var group))
                {
                    sums.Add(of, group = new Sums());
                }

                group.Add(trade.ProfitAbs, risks[i]);
            }

            return [.. sums.Select(group => group.Value.ToGroup(name(group.Key)))];
        }

        return new(
            By(trade => trade.Pair, pair => pairs[pair].Candles.Symbol),
            By(trade => (int)trade.ExitReason, reason => BacktestExitReasons.NameOf((BacktestExitReason)reason)),
            By(trade => (int)(((trade.OpenTimeMs / HourMs / HoursPerDay) + FirstWeekday) % DaysPerWeek), day => ((DayOfWeek)((day + 1) % DaysPerWeek)).ToString()),
            By(trade => (int)(trade.OpenTimeMs / HourMs % HoursPerDay), hour => hour.ToString("00", CultureInfo.InvariantCulture)),
            By(MonthOf, month => string.Create(CultureInfo.InvariantCulture, $"{month / 12:0000}-{(month % 12) + 1:00}")));
    }

    private static int MonthOf(BacktestTrade trade)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(trade.OpenTimeMs);
        return (time.Year * 12) + time.Month - 1;
    }

    private sealed class Sums
    {
        private int _trades;
        private int _wins;
        private double _profit;
        private double _profitR;

        public void Add(double profit, double risk)
        {
            _trades++;
            _wins += profit > 0 ? 1 : 0;
            _profit += profit;
            _profitR += profit / risk;
        }

        public TradeGroup ToGroup(string name) => new(name, _trades, _wins, _profit, _profitR / _trades);
    }
}
