using System.Globalization;
using AgentBridge.Market;

namespace AgentBridge.ExchangeSimulator;

/// <summary>Checks the combination of a simulator's markets, and their candles.</summary>
internal static class MarketsCheck
{
    public static IEnumerable<string> Broken(ExchangeSimulatorOptions options)
    {
        if (options.Markets is not { Count: > 0 })
        {
            return ["markets must hold at least one market"];
        }

        var alone = options.Markets.SelectMany(market => BrokenAlone(market, options.PriceClock == PriceClockStart.None)).ToList();
        return alone.Count > 0 ? alone : BrokenTogether(options);
    }

    /// <summary>Futures have a description only: none is played.</summary>
    private static IEnumerable<string> BrokenAlone(SimulatedMarket market, bool isDescribed)
    {
        if (market?.Candles is not { Count: > 0 } candles)
        {
            return ["markets: every market needs candles"];
        }

        var symbol = candles.Symbol;
        if (!(isDescribed ? MarketNames.IsKnown(symbol) : MarketNames.IsSpot(symbol)))
        {
            return [$"markets: {symbol} is not a spot pair; the exchange has pairs such as BTC/USDT"];
        }

        return SimulatedMarket.Model.Problems(market).Select(p => $"market {symbol}: {p}").Concat(FirstBadCandle(candles) is { } bad ? [bad] : []);
    }

    private static IEnumerable<string> BrokenTogether(ExchangeSimulatorOptions options)
    {
        var timeframe = options.Markets[0].Candles.Timeframe;
        if (options.Markets.Any(m => m.Candles.Timeframe.Milliseconds != timeframe.Milliseconds))
        {
            return ["markets must all have one timeframe"];
        }

        if (KlineInterval.OfLength(timeframe.Milliseconds) is null)
        {
            return [$"markets: the exchange has no timeframe {timeframe}; it has {KlineInterval.Names}"];
        }

        if (options.Markets.Select(m => m.Candles.Symbol).Distinct(StringComparer.Ordinal).Count() < options.Markets.Count)
        {
            return ["markets must not hold a pair twice"];
        }

        var lastClosed = SimulatedExchange.LastClosedOf(options);
        return options.Markets
            .Where(market => !MarketTape.Covers(market.Candles, lastClosed))
            .Select(market => $"last_closed_open_ms must be an open time on the grid of the recording of {market.Candles.Symbol}, from {Shown(market.Candles.OpenTimes[0])} to {Shown(market.Candles.OpenTimes[^1])}; it is {Shown(lastClosed)}");
    }

    private static string? FirstBadCandle(CandleSeries candles)
    {
        var step = candles.Timeframe.Milliseconds;
        for (var i = 0; i < candles.Count; i++)
        {
            var candle = candles[i];
            if (!candle.IsPossible)
            {
                return string.Create(CultureInfo.InvariantCulture, $"markets: candle {i} of {candles.Symbol} is impossible");
            }

            if (i > 0 && (candle.OpenTimeMs <= candles.OpenTimes[i - 1] || (candle.OpenTimeMs - candles.OpenTimes[0]) % step != 0))
            {
                return string.Create(CultureInfo.InvariantCulture, $"markets: candle {i} of {candles.Symbol} is out of order or off the grid");
            }
        }

        return null;
    }

    private static string Shown(long unixMs) => unixMs is >= 0 and <= 253_402_300_799_999
        ? DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{unixMs} ms");
}
