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
    internal static TradeGroups Of(IReadOnlyList<BacktestTrade> trades, double[] risks, IReadOnlyList<BacktestPair> pairs)
    {
        ImmutableArray<TradeGroup> By(Func<BacktestTrade, (int Order, string Name)> key) =>
        [
            .. trades.Select((trade, i) => (trade, risk: risks[i], key: key(trade))).GroupBy(item => item.key).OrderBy(group => group.Key.Order).Select(group => new TradeGroup(
                group.Key.Name,
                group.Count(),
                group.Count(item => item.trade.ProfitAbs > 0),
                group.Sum(item => item.trade.ProfitAbs),
                group.Average(item => item.trade.ProfitAbs / item.risk))),
        ];

        return new(
            By(trade => (trade.Pair, pairs[trade.Pair].Candles.Symbol)),
            By(trade => ((int)trade.ExitReason, BacktestExitReasons.NameOf(trade.ExitReason))),
            By(trade => (((int)TimeOf(trade).DayOfWeek + 6) % 7, TimeOf(trade).DayOfWeek.ToString())),
            By(trade => (TimeOf(trade).Hour, TimeOf(trade).ToString("HH", CultureInfo.InvariantCulture))),
            By(trade => ((TimeOf(trade).Year * 12) + TimeOf(trade).Month, TimeOf(trade).ToString("yyyy-MM", CultureInfo.InvariantCulture))));
    }

    private static DateTimeOffset TimeOf(in BacktestTrade trade) => DateTimeOffset.FromUnixTimeMilliseconds(trade.OpenTimeMs);
}
