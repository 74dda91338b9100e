using System.Globalization;
using System.Text.Json.Nodes;
using AgentBridge.Backtesting;

namespace AgentBridge.Cli;

/// <summary>The figures of a result of Freqtrade by the day, week, month, year and weekday in which trades closed (UTC).</summary>
internal sealed class ExportPeriods(ExportRun run)
{
    private const int Digits = 10;

    private readonly IReadOnlyList<BacktestTrade> _trades = run.Result.Trades;

    /// <summary>The table of each kind of period; a period without trades between others has zeros.</summary>
    public JsonObject Breakdown()
    {
        var periods = new JsonObject { ["day"] = Table(time => time, time => time.AddDays(1)), ["week"] = Table(Monday, time => time.AddDays(7)), ["month"] = Table(LastOfMonth, time => LastOfMonth(time.AddDays(1))) };
        if (run.Rules.HasNewMetrics)
        {
            periods["year"] = Table(time => new DateTime(time.Year, 12, 31, 0, 0, 0, DateTimeKind.Utc), time => time.AddYears(1));
            periods["weekday"] = Weekdays();
        }

        return periods;
    }

    /// <summary>Adds the figures of days.</summary>
    public void AddDays(JsonObject strategy)
    {
        var days = Series(time => time, time => time.AddDays(1)).ToList();
        if (days.Count == 0)
        {
            foreach (var name in new[] { "backtest_best_day", "backtest_worst_day", "backtest_best_day_abs", "backtest_worst_day_abs", "winning_days", "draw_days", "losing_days" })
            {
                strategy[name] = 0;
            }

            strategy["daily_profit_list"] = new JsonArray();
            return;
        }

        var ratios = days.Select(day => day.Trades.Sum(trade => trade.ProfitRatio)).ToList();
        var profits = days.Select(day => Profit(day.Trades)).ToList();
        strategy["backtest_best_day"] = ratios.Max();
        strategy["backtest_worst_day"] = ratios.Min();
        strategy["backtest_best_day_abs"] = profits.Max();
        strategy["backtest_worst_day_abs"] = profits.Min();
        strategy["winning_days"] = profits.Count(profit => profit > 0);
        strategy["draw_days"] = profits.Count(profit => profit == 0);
        strategy["losing_days"] = profits.Count(profit => profit < 0);
        strategy["daily_profit"] = new JsonArray([.. days.Zip(profits, (day, profit) => (JsonNode)new JsonArray(day.Time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), profit))]);
    }

    /// <summary>The weekday on which a trade closed, 0 for Monday.</summary>
    public static int WeekdayOf(BacktestTrade trade) => ((int)TimeOf(trade).DayOfWeek + 6) % 7;

    private JsonArray Weekdays() =>
    [
        .. _trades.GroupBy(WeekdayOf).OrderBy(group => group.Key).Select(group =>
            (JsonNode)Row(TimeOf(group.First()).DayOfWeek.ToString(), group.Key, [.. group])),
    ];

    private JsonArray Table(Func<DateTime, DateTime> labelOf, Func<DateTime, DateTime> next) =>
    [
        .. Series(labelOf, next).Select(period =>
            (JsonNode)Row(period.Time.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture), new DateTimeOffset(period.Time).ToUnixTimeMilliseconds(), period.Trades)),
    ];

    private JsonObject Row(string date, long timestamp, IReadOnlyList<BacktestTrade> trades)
    {
        var (wins, draws, losses) = (trades.Count(trade => trade.ProfitAbs > 0), trades.Count(trade => trade.ProfitAbs == 0), trades.Count(trade => trade.ProfitAbs < 0));
        var row = new JsonObject { ["date"] = date, ["date_ts"] = timestamp, ["profit_abs"] = Profit(trades), ["wins"] = wins, ["draws"] = draws };
        if (run.Rules.HasNewMetrics)
        {
            var lost = Math.Abs(trades.Where(trade => trade.ProfitAbs < 0).Sum(trade => trade.ProfitAbs));
            row["losses"] = losses;
            row["trades"] = trades.Count;
            row["profit_factor"] = lost > 0 ? Math.Round(trades.Where(trade => trade.ProfitAbs > 0).Sum(trade => trade.ProfitAbs) / lost, 8) : 0.0;
        }
        else
        {
            row["loses"] = losses;
            row["winrate"] = trades.Count > 0 ? (double)wins / trades.Count : 0.0;
        }

        return row;
    }

    private IEnumerable<(DateTime Time, IReadOnlyList<BacktestTrade> Trades)> Series(Func<DateTime, DateTime> labelOf, Func<DateTime, DateTime> next)
    {
        var groups = _trades.GroupBy(trade => labelOf(TimeOf(trade).Date)).ToDictionary(group => group.Key, group => (IReadOnlyList<BacktestTrade>)[.. group]);
        for (var time = groups.Count > 0 ? groups.Keys.Min() : DateTime.MaxValue; groups.Count > 0 && time <= groups.Keys.Max(); time = next(time))
        {
            yield return (time, groups.GetValueOrDefault(time, []));
        }
    }

    private static double Profit(IReadOnlyList<BacktestTrade> trades) => Math.Round(trades.Sum(trade => trade.ProfitAbs), Digits);

    private static DateTime TimeOf(BacktestTrade trade) => DateTimeOffset.FromUnixTimeMilliseconds(trade.CloseTimeMs).UtcDateTime;

    /// <summary>Weeks are labelled with the Monday at their end, which belongs to them.</summary>
    private static DateTime Monday(DateTime day) => day.AddDays(((int)DayOfWeek.Monday - (int)day.DayOfWeek + 7) % 7);

    private static DateTime LastOfMonth(DateTime day) => new(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month), 0, 0, 0, DateTimeKind.Utc);
}
