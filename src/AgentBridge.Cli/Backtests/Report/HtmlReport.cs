using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using AgentBridge.Backtesting;

namespace AgentBridge.Cli;

/// <summary>A backtest as one page for a browser, which loads nothing from elsewhere.</summary>
internal static class HtmlReport
{
    /// <summary>Writes the page.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="input">What the backtest ran on.</param>
    /// <param name="result">What the engine computed.</param>
    /// <param name="document">The command's document of it.</param>
    public static void Write(Stream stream, BacktestInput input, BacktestResult result, BacktestDocument document)
    {
        var pairs = input.Pairs.Select(pair => new ReportPair(pair.Candles.Symbol, pair.Candles.OpenTimes[0], pair.Candles.Count, BacktestMarkets.DecimalsOf(pair.Candles))).ToList();
        var report = DocumentOf(input, result, document, pairs);
        var blocks = new (string Id, byte[] Content)[pairs.Count + 1];

        // Compression takes most of the time.
        Parallel.For(0, blocks.Length, i => blocks[i] = i == 0
            ? ("report", Packed(report))
            : (FormattableString.Invariant($"candles-{i - 1}"), PackedCandles.Of(input.Pairs[i - 1].Candles, pairs[i - 1].Decimals)));
        ReportPage.Write(
            stream,
            $"{report.Title}: {report.Subtitle}",
            blocks);
    }

    private static ReportDocument DocumentOf(BacktestInput input, BacktestResult result, BacktestDocument document, List<ReportPair> pairs)
    {
        var stepMs = input.Pairs[0].Candles.Timeframe.Milliseconds;
        List<BacktestExitReason> exits = [.. result.Trades.Select(trade => trade.ExitReason).Distinct().Order()];
        var symbol = pairs[0].Name;
        return new(
            document.Source,
            $"{string.Join(", ", document.Pairs)} {document.Timeframe}, {ShownTime.Minute(result.FirstMs)} to {ShownTime.Minute(result.LastMs)}, rules {document.Rules}",
            symbol[(symbol.IndexOf('/', StringComparison.Ordinal) + 1)..],
            stepMs,
            document.Sha256,
            [.. Cards(document)],
            pairs,
            EquityCourse.Of(result, stepMs),
            MonthlyReturn.Of(result, input.Options.Wallet, stepMs),
            [.. exits.Select(BacktestExitReasons.NameOf)],
            ReportTrades.Of(input, result, exits),
            [.. Tables(document)],
            input.Assumptions.Count > 0 ? input.Assumptions : ["none: the markets were given"]);
    }

    private static IEnumerable<ReportCard> Cards(BacktestDocument document)
    {
        static string Number(double? value, string format = "#,0.##") => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
        static int Tone(double? value, double even = 0) => value is { } number ? Math.Sign(number - even) : 0;
        var (metrics, own) = (document.Metrics, document.Statistics);
        yield return new("profit", Number(metrics.ProfitTotal, "+0.## %;-0.## %;0 %"), Tone(metrics.ProfitTotal));
        yield return new("final balance", Number(document.FinalBalance), 0);
        yield return new("trades", Number(document.Trades), 0);
        yield return new("wins", Number(own.Trades.WinRate, "0.# %"), 0);
        yield return new("drawdown", Number(own.Equity.Drawdown.Fraction, "0.## %"), 0);
        yield return new("Sharpe of days", Number(own.Equity.Sharpe), Tone(own.Equity.Sharpe));
        yield return new("profit factor", Number(own.Trades.ProfitFactor), Tone(own.Trades.ProfitFactor, 1));
        yield return new("expectancy in R", Number(own.Trades.ExpectancyR, "0.###"), Tone(own.Trades.ExpectancyR));
    }

    private static IEnumerable<ReportTable> Tables(BacktestDocument document)
    {
        yield return new("Figures of Freqtrade", ["figure", "value"], [.. BacktestOutput.Rows(document)]);
        yield return new("Figures of the bridge", ["figure", "value"], [.. StatisticsTables.Rows(document.Statistics)]);
        if (document.Costs is { } costs)
        {
            yield return new("Fills", ["figure", "value"], FillTables.Rows(costs));
        }

        var groups = document.Statistics.Groups;
        foreach (var (by, rows) in new[] { ("exit", groups.ExitReason), ("pair", groups.Pair), ("weekday", groups.Weekday), ("month", groups.Month), ("hour", groups.Hour) })
        {
            if (!rows.IsEmpty)
            {
                yield return new($"Trades by {by}", StatisticsTables.GroupColumns(by), StatisticsTables.Rows(rows));
            }
        }

        yield return new("Signals", ["outcome", "signals"], [.. document.Outcomes.Select(IReadOnlyList<string> (outcome) => [outcome.Key.Replace('_', ' '), outcome.Value.ToString(CultureInfo.InvariantCulture)])]);
    }

    private static byte[] Packed(ReportDocument report)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Optimal))
        {
            JsonSerializer.Serialize(stream, report, ReportJson.Default.ReportDocument);
        }

        return packed.ToArray();
    }
}
