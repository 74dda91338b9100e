using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using AgentBridge.Backtesting;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>Runs backtests for commands, and shows them.</summary>
internal static class BacktestOutput
{
    /// <summary>Runs a backtest.</summary>
    /// <exception cref="CliException">It can't be run on this input.</exception>
    public static BacktestResult Run(BacktestInput input, BacktestRules rules)
    {
        try
        {
            return new BacktestEngine(rules, input.Options, input.Sizing).Run(input.Pairs);
        }
        catch (BacktestException exception)
        {
            throw new CliException(ExitCodes.Usage, $"{exception.Code}: {exception.Message}", exception);
        }
    }

    /// <summary>The trades as lines of a file, in the order in which they closed.</summary>
    public static byte[] Lines(BacktestInput input, BacktestResult result)
    {
        var lines = new StringBuilder();
        foreach (var trade in result.Trades)
        {
            _ = lines.Append(JsonOut.Text(DocumentOf(input, trade), DocumentJson.Default.BacktestTradeDocument)).Append('\n');
        }

        return Encoding.UTF8.GetBytes(lines.ToString());
    }

    /// <summary>The document of a result.</summary>
    public static BacktestDocument DocumentOf(BacktestInput input, BacktestRules rules, BacktestResult result, BacktestStatistics statistics, double seconds)
    {
        var counts = result.Counts;
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal)
        {
            ["opened"] = counts.Opened,
            ["outside_range"] = counts.OutsideRange,
            ["position_open"] = counts.PositionOpen,
            ["no_slot"] = counts.NoSlot,
            ["locked"] = counts.Locked,
            ["no_funds"] = counts.NoFunds,
            ["beyond_levels"] = counts.BeyondLevels,
            ["unclosed"] = counts.Unclosed,
        };
        if (rules.Fills is not null)
        {
            outcomes["stop_too_close"] = counts.StopTooClose;
            outcomes["not_filled"] = counts.NotFilled;
        }

        return new(
            rules.Name,
            input.Source,
            [.. input.Pairs.Select(pair => pair.Candles.Symbol)],
            input.Pairs[0].Candles.Timeframe.ToString(),
            input.Pairs.Sum(pair => (long)pair.Candles.Count),
            input.Signals.Sum(signals => (long)signals.Count),
            outcomes,
            result.Trades.Count,
            input.Options.Wallet,
            result.FinalBalance,
            FreqtradeMetrics.Of(result, input.Pairs, rules, input.Options),
            statistics,
            rules.Fills,
            result.Costs,
            input.Assumptions,
            Math.Round(seconds, 6),
            HashOf(input, rules, result));
    }

    /// <summary>Shows a result to people.</summary>
    public static void Show(BacktestInput input, BacktestDocument document, BacktestResult result, CliHost host)
    {
        foreach (var assumption in input.Assumptions)
        {
            host.Error.WriteLine($"bridge: assumed for {assumption}");
        }

        host.Out.WriteLine(FormattableString.Invariant(
            $"{document.Source} on {string.Join(", ", document.Pairs)} {document.Timeframe}, {ShownTime.Minute(result.FirstMs)} to {ShownTime.Minute(result.LastMs)}, rules {document.Rules}: {document.Trades} trades of {document.Signals} signals ({document.Seconds * 1000:0.0} ms)"));
        TextTable.Write(host, null, ["figure of Freqtrade", "value"], Rows(document), 1);
        StatisticsTables.Show(document.Statistics, host);
        if (document.Costs is { } costs)
        {
            TextTable.Write(host, null, ["figure of the fills", "value"], FillTables.Rows(costs), 1);
        }

        var refused = document.Outcomes.Where(outcome => outcome.Value > 0 && !string.Equals(outcome.Key, "opened", StringComparison.Ordinal)).Select(outcome => $"{outcome.Key} {outcome.Value}").ToList();
        if (refused.Count > 0)
        {
            host.Out.WriteLine($"signals without a trade: {string.Join(", ", refused)}");
        }

        host.Out.WriteLine($"sha256 {document.Sha256}");
    }

    /// <summary>Freqtrade's figures for people: name and value.</summary>
    public static IEnumerable<IReadOnlyList<string>> Rows(BacktestDocument document)
    {
        var metrics = document.Metrics;
        static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
        static string Percent(double value) => value.ToString("0.## %", CultureInfo.InvariantCulture);
        yield return ["final balance", Number(document.FinalBalance)];
        yield return ["profit", $"{Number(metrics.ProfitTotalAbs)} ({Percent(metrics.ProfitTotal)})"];
        yield return ["wins / draws / losses", FormattableString.Invariant($"{metrics.Wins} / {metrics.Draws} / {metrics.Losses} ({Percent(metrics.Winrate)})")];
        yield return ["expectancy (ratio)", $"{Number(metrics.Expectancy)} ({Number(metrics.ExpectancyRatio)})"];
        yield return ["profit factor", Number(metrics.ProfitFactor)];
        yield return ["largest drawdown", $"{Number(metrics.MaxDrawdownAbs)} ({Percent(metrics.MaxDrawdownAccount)})"];
        yield return ["CAGR", Percent(metrics.Cagr)];
        yield return ["Sharpe / Sortino / Calmar", $"{Number(metrics.Sharpe)} / {Number(metrics.Sortino)} / {Number(metrics.Calmar)}"];
        yield return ["market change", Percent(metrics.MarketChange)];
    }

    private static BacktestTradeDocument DocumentOf(BacktestInput input, in BacktestTrade trade)
    {
        var pair = input.Pairs[trade.Pair];
        return new(
            pair.Candles.Symbol,
            trade.OpenTimeMs,
            trade.CloseTimeMs,
            trade.OpenRate,
            trade.CloseRate,
            BacktestExitReasons.NameOf(trade.ExitReason),
            trade.ProfitRatio,
            trade.Amount,
            trade.StakeAmount,
            trade.ProfitAbs,
            trade.MinRate,
            trade.MaxRate,
            input.Tag,
            pair.Signals[trade.Signal].DecisionId.ToString(),
            trade.EntryAmount,
            trade.PartialValue)
        {
            IsShort = pair.IsFuture ? trade.Side == SignalSide.Short : null,
            FundingFees = pair.IsFuture ? trade.FundingFees : null,
            LiquidationPrice = pair.IsFuture ? trade.LiquidationPrice : null,
        };
    }

    private static string HashOf(BacktestInput input, BacktestRules rules, BacktestResult result)
    {
        var markets = input.Pairs.Select(pair => string.Create(
            CultureInfo.InvariantCulture,
            $"{pair.Candles.Symbol} {pair.Market.Tick} {pair.Market.Step} {pair.Market.MinAmount:R} {pair.Market.MaxAmount:R} {pair.Market.MinCost:R} {pair.Market.MaxCost:R}{TiersOf(pair.Market)}"));
        var settings = new BacktestSettingsDocument(rules.Name, input.Sizing == BacktestSizing.Capital ? "capital" : "stake", input.Options, [.. markets], rules.Fills);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(JsonOut.Text(settings, DocumentJson.Default.BacktestSettingsDocument) + "\n"));
        foreach (var pair in input.Pairs)
        {
            Append(hash, pair.Candles);
            if (pair.Detail is { } detail)
            {
                Append(hash, detail);
            }

            foreach (var payment in pair.Funding)
            {
                hash.AppendData(MemoryMarshal.AsBytes(new ReadOnlySpan<BacktestFunding>(in payment)));
            }
        }

        hash.AppendData(Lines(input, result));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string TiersOf(BacktestMarket market) => string.Concat(market.LeverageTiers.Select(tier => string.Create(
        CultureInfo.InvariantCulture,
        $" {tier.MinNotional:R}-{tier.MaxNotional:R}:{tier.MaintenanceRate:R}:{tier.MaintenanceAmount:R}")));

    private static void Append(IncrementalHash hash, CandleSeries candles)
    {
        hash.AppendData(MemoryMarshal.AsBytes(candles.OpenTimes));
        hash.AppendData(MemoryMarshal.AsBytes(candles.Opens));
        hash.AppendData(MemoryMarshal.AsBytes(candles.Highs));
        hash.AppendData(MemoryMarshal.AsBytes(candles.Lows));
        hash.AppendData(MemoryMarshal.AsBytes(candles.Closes));
    }
}
