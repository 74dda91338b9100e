using System.Globalization;
using AgentBridge.Market;

namespace AgentBridge.ExchangeSimulator;

/// <summary>Finds the first option that is out of range, by the name of its property.</summary>
internal static class OptionsCheck
{
    private static readonly TimeSpan ShortestPoint = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPoint = TimeSpan.FromHours(1);

    public static ExchangeSimulatorOptions Validate(ExchangeSimulatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Problem(options) is { } problem ? throw new ArgumentException(problem + ".", nameof(options)) : options;
    }

    public static string? Problem(ExchangeSimulatorOptions options)
    {
        try
        {
            Check(options);
            return null;
        }
        catch (OptionProblem problem)
        {
            return problem.Message;
        }
    }

    public static bool IsSpeed(double speed) => speed is >= 0.001 and <= 1_000_000;

    private static void Check(ExchangeSimulatorOptions options)
    {
        Require(options.Markets is { Count: > 0 }, "Markets must hold at least one market");
        Require(options.Port is >= 0 and <= 65_535, "Port must lie between 0 and 65535");
        Require(options.CloseAtBoundaryWithin >= TimeSpan.Zero, "CloseAtBoundaryWithin must not be negative");
        Require(Enum.IsDefined(options.PriceClock), "PriceClock must be one of its names");
        Require(IsSpeed(options.Speed), "Speed must lie between 0.001 and 1000000");
        Require(options.PointHold >= ShortestPoint && options.PointHold <= LongestPoint, "PointHold must lie between 10 ms and 1 h");
        Require(options.PointMove >= ShortestPoint && options.PointMove <= LongestPoint, "PointMove must lie between 10 ms and 1 h");
        Require(options.MoveSteps is >= 8 and <= 1000, "MoveSteps must lie between 8 and 1000");
        foreach (var market in options.Markets)
        {
            CheckMarket(market);
        }

        var timeframe = options.Markets[0].Candles.Timeframe;
        Require(options.Markets.All(m => m.Candles.Timeframe.Milliseconds == timeframe.Milliseconds), "Markets must all have one timeframe");
        Require(KlineInterval.OfLength(timeframe.Milliseconds) is not null, $"Markets: the exchange has no timeframe {timeframe}; it has {KlineInterval.Names}");
        var symbols = options.Markets.Select(m => MarketNames.Of(m.Candles.Symbol).Symbol).ToHashSet(StringComparer.Ordinal);
        Require(symbols.Count == options.Markets.Count, "Markets must not hold a pair twice");
        var lastClosed = SimulatedExchange.LastClosedOf(options);
        foreach (var market in options.Markets)
        {
            Require(MarketTape.Covers(market.Candles, lastClosed), string.Create(CultureInfo.InvariantCulture, $"LastClosedOpenMs ({lastClosed}) is not on the grid within the recording of {market.Candles.Symbol}"));
        }
    }

    private static void CheckMarket(SimulatedMarket market)
    {
        Require(market?.Candles is { Count: > 0 }, "Markets: every market needs candles");
        var candles = market!.Candles;
        Require(MarketNames.IsSpot(candles.Symbol), $"Markets: {candles.Symbol} is not a spot pair; the exchange has pairs such as BTC/USDT");
        Require(market.TickSize is null || IsPositive(market.TickSize.Value), $"Markets: the TickSize of {candles.Symbol} must be above 0");
        Require(IsPositive(market.StepSize), $"Markets: the StepSize of {candles.Symbol} must be above 0");
        Require(double.IsFinite(market.MinNotional) && market.MinNotional >= 0, $"Markets: the MinNotional of {candles.Symbol} must not be negative");
        Require(IsPositive(market.BookNotional), $"Markets: the BookNotional of {candles.Symbol} must be above 0");
        CheckCandles(candles);
    }

    private static void CheckCandles(CandleSeries candles)
    {
        var step = candles.Timeframe.Milliseconds;
        for (var i = 0; i < candles.Count; i++)
        {
            var candle = candles[i];
            Require(candle.IsPossible, string.Create(CultureInfo.InvariantCulture, $"Markets: candle {i} of {candles.Symbol} is impossible"));
            Require(i == 0 || (candle.OpenTimeMs > candles.OpenTimes[i - 1] && (candle.OpenTimeMs - candles.OpenTimes[0]) % step == 0),
                string.Create(CultureInfo.InvariantCulture, $"Markets: candle {i} of {candles.Symbol} is out of order or off the grid"));
        }
    }

    private static bool IsPositive(double value) => double.IsFinite(value) && value > 0;

    private static void Require(bool holds, string rule)
    {
        if (!holds)
        {
            throw new OptionProblem(rule);
        }
    }

    private sealed class OptionProblem(string message) : Exception(message);
}
