using System.Globalization;
using AgentBridge.Market;

namespace AgentBridge.Backtesting;

/// <summary>Refuses pairs on which the rules would give wrong results.</summary>
internal static class PairChecks
{
    public static void Require(IReadOnlyList<BacktestPair> pairs, BacktestOptions options)
    {
        if (pairs.Count == 0)
        {
            throw new BacktestException("PAIRS_MISSING", "a backtest needs at least one pair");
        }

        foreach (var pair in pairs)
        {
            Require(pair, pairs[0]);
        }

        if (pairs.GroupBy(p => p.Candles.Symbol, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new BacktestException("PAIR_TWICE", $"{twice.Key} is given twice; name each pair once");
        }

        if (pairs.All(p => p.Candles.Count <= options.StartupCandles + 1))
        {
            throw new BacktestException(
                "CANDLES_MISSING",
                string.Create(CultureInfo.InvariantCulture, $"no candle is left after {options.StartupCandles} candles of warm-up; give more candles"));
        }
    }

    /// <summary>Refuses what realistic fills don't have.</summary>
    public static void RequireRealistic(IReadOnlyList<BacktestPair> pairs, BacktestOptions options, BacktestRules rules)
    {
        if (rules.Fills is null)
        {
            return;
        }

        if (options.PartialExits)
        {
            throw new BacktestException("PARTIAL_EXITS_UNSUPPORTED", $"the rules {rules.Name} close a whole trade at TP1; leave partial exits out");
        }

        if (pairs.FirstOrDefault(pair => pair.IsFuture) is { } future)
        {
            throw new BacktestException("MARKET_UNSUPPORTED", $"{future.Candles.Symbol} is a future; the rules {rules.Name} trade spot pairs");
        }
    }

    /// <summary>Whether candles have no gap and are on the grid of others.</summary>
    private static bool IsWhole(CandleSeries candles, CandleSeries other)
    {
        var step = candles.Timeframe.Milliseconds;
        return candles.OpenTimes[^1] - candles.OpenTimes[0] == (candles.Count - 1) * step && (candles.OpenTimes[0] - other.OpenTimes[0]) % step == 0;
    }

    private static bool IsPerpetual(string symbol)
    {
        var (slash, colon) = (symbol.IndexOf('/', StringComparison.Ordinal), symbol.IndexOf(':', StringComparison.Ordinal));
        return slash > 0 && colon > slash && symbol.AsSpan((slash + 1)..colon).SequenceEqual(symbol.AsSpan(colon + 1));
    }

    private static void Require(BacktestPair pair, BacktestPair first)
    {
        var candles = pair.Candles;
        var symbol = candles.Symbol;
        if (pair.IsFuture && !IsPerpetual(symbol))
        {
            throw new BacktestException("MARKET_UNSUPPORTED", $"{symbol} is no perpetual future that is settled in its quote currency, such as BTC/USDT:USDT; only those and spot pairs can be backtested");
        }

        if (pair.IsFuture != first.IsFuture)
        {
            throw new BacktestException("MARKETS_MIXED", $"{symbol} and {first.Candles.Symbol} are of different markets; backtest spot pairs and futures apart");
        }

        if (candles.Count == 0)
        {
            throw new BacktestException("CANDLES_MISSING", $"{symbol} has no candles");
        }

        var step = candles.Timeframe.Milliseconds;
        if (step != first.Candles.Timeframe.Milliseconds)
        {
            throw new BacktestException("TIMEFRAME_MISMATCH", $"{symbol} has {candles.Timeframe} candles, {first.Candles.Symbol} {first.Candles.Timeframe}; all pairs need the same");
        }

        if (!IsWhole(candles, first.Candles))
        {
            throw new BacktestException("CANDLE_GAP", $"{symbol} has a gap, or candles off the grid of {first.Candles.Symbol}; fill gaps flat");
        }

        if (pair.Detail is { } detail && (detail.Count == 0 || step % detail.Timeframe.Milliseconds != 0 || detail.Timeframe.Milliseconds >= step || !IsWhole(detail, candles)))
        {
            throw new BacktestException("DETAIL_INVALID", $"{symbol}: the detail candles need a timeframe that divides {candles.Timeframe}, no gaps, and the grid of the others");
        }

        if (!pair.Market.IsUsable)
        {
            throw new BacktestException("MARKET_INVALID", $"{symbol}: the market needs a price step, an amount step ≥ 1e-10, and a minimum amount of at least that step");
        }

        FuturesChecks.Require(pair);
        for (var i = 1; i < pair.Signals.Count; i++)
        {
            if (pair.Signals[i].RowMs <= pair.Signals[i - 1].RowMs)
            {
                throw new BacktestException("SIGNALS_UNSORTED", $"{symbol}: signals must be sorted by their candle, one per candle");
            }
        }
    }
}
