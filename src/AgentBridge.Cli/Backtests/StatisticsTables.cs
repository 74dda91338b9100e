using System.Collections.Immutable;
using System.Globalization;
using AgentBridge.Backtesting;

namespace AgentBridge.Cli;

/// <summary>Shows a backtest's own figures to people. A figure that does not exist is a dash.</summary>
internal static class StatisticsTables
{
    public static void Show(BacktestStatistics statistics, CliHost host)
    {
        TextTable.Write(host, null, ["figure of the bridge", "value"], Rows(statistics), 1);
        Groups(host, "exit", statistics.Groups.ExitReason);
        Groups(host, "pair", statistics.Groups.Pair.Length > 1 ? statistics.Groups.Pair : []);
        Groups(host, "weekday", statistics.Groups.Weekday);
        Groups(host, "month", statistics.Groups.Month);
    }

    /// <summary>The figures: name and value.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Rows(BacktestStatistics statistics) =>
        [.. Rows(statistics.Equity), .. Rows(statistics.Trades), ["buy and hold", Percent(statistics.BuyAndHold)], .. Rows(statistics.Simulation), .. Rows(statistics.RandomEntries)];

    /// <summary>The headings of a table of groups.</summary>
    /// <param name="by">What the trades of a group have in common.</param>
    public static IReadOnlyList<string> GroupColumns(string by) => [by, "trades", "wins", "profit", "R a trade"];

    /// <summary>The rows of a table of groups.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Rows(ImmutableArray<TradeGroup> groups) =>
        [.. groups.Select(IReadOnlyList<string> (group) => [group.Name, Whole(group.Trades), Percent((double)group.Wins / group.Trades), Number(group.ProfitAbs), Number(group.ExpectancyR)])];

    private static IEnumerable<IReadOnlyList<string>> Rows(EquityStatistics equity)
    {
        var drawdown = equity.Drawdown;
        var recovered = drawdown.RecoveredMs is { } time ? $"recovered {ShownTime.Minute(time)}" : "not recovered";
        yield return ["growth a year", Percent(equity.Cagr)];
        yield return ["Sharpe / Sortino / Calmar of days", $"{Number(equity.Sharpe)} / {Number(equity.Sortino)} / {Number(equity.Calmar)}"];
        yield return ["probability of a Sharpe above 0", Percent(equity.ProbabilisticSharpe)];
        yield return ["days until that is 95 %", Number(equity.MinTrackRecordDays, "0")];
        yield return ["largest drawdown of the equity", drawdown.Fraction > 0 ? $"{Percent(drawdown.Fraction)}, {ShownTime.Minute(drawdown.HighMs)} to {ShownTime.Minute(drawdown.LowMs)}, {recovered}" : Percent(0)];
        yield return ["Ulcer index", Percent(equity.Ulcer)];
        yield return ["exposure", Percent(equity.Exposure)];
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(TradeStatistics trades)
    {
        yield return ["expectancy / SQN in R", $"{Number(trades.ExpectancyR)} / {Number(trades.Sqn)}"];
        yield return ["longest streak of wins / losses", FormattableString.Invariant($"{trades.LongestWinStreak} / {trades.LongestLossStreak}")];
        yield return ["candles of a trade", Number(trades.MeanCandles, "0.#")];
        yield return ["excursion against / for a trade in R", $"{Number(trades.MeanMaeR)} / {Number(trades.MeanMfeR)}"];
        if (!trades.QuantilesR.IsEmpty)
        {
            yield return ["R: least, 5, 25, 50, 75, 95 %, most", string.Join(", ", trades.QuantilesR.Select(value => Number(value, "0.##")))];
        }
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(TradeSimulation? simulation)
    {
        if (simulation is null)
        {
            yield break;
        }

        yield return [FormattableString.Invariant($"5 to 95 % of {simulation.Runs} orders: drawdown"), Range(simulation.ShuffledDrawdown, Percent)];
        yield return [FormattableString.Invariant($"5 to 95 % of {simulation.Runs} samples: return"), Range(simulation.ResampledReturn, Percent)];
        yield return ["their expectancy in R", Range(simulation.ResampledExpectancyR, value => Number(value))];
        yield return ["their drawdown", Range(simulation.ResampledDrawdown, Percent)];
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(RandomEntries? random)
    {
        if (random is not null)
        {
            yield return [FormattableString.Invariant($"5 to 95 % of {random.Runs} runs of random entries: return"), Range(random.Returns, Percent)];
            yield return ["probability that random entries do as well", Percent(random.PValue)];
        }
    }

    private static string Range(Spread spread, Func<double?, string> shown) => $"{shown(spread.Low)} to {shown(spread.High)}, median {shown(spread.Median)}";

    private static void Groups(CliHost host, string by, ImmutableArray<TradeGroup> groups)
    {
        if (!groups.IsEmpty)
        {
            TextTable.Write(host, null, GroupColumns(by), Rows(groups), 1, 2, 3, 4);
        }
    }

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Number(double? value, string format = "0.####") => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";

    private static string Percent(double? value) => value?.ToString("0.## %", CultureInfo.InvariantCulture) ?? "-";
}
