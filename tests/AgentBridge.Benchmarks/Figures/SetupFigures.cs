using AgentBridge.Market;
using AgentBridge.Signals;

namespace AgentBridge.Benchmarks;

/// <summary>The built-in setups and wrappers, candle by candle, as their streams do it: without a host's price rounding and gate.</summary>
internal static class SetupFigures
{
    private const double Goal = 60;
    private const int Candles = 200_000;
    private const long LastOfHourMs = 55 * 60_000;

    private static readonly (string Name, string Parameters)[] Cases =
    [
        ("momentum", ""),
        ("macd", ""),
        ("bollinger", ""),
        ("mean-reversion", ""),
        ("stochastic", ""),
        ("rsi2", ""),
        ("supertrend", ""),
        ("momentum", "stop=atr"),
        ("cooldown", "strategy=momentum"),
        ("session", "strategy=momentum"),
        ("volatility", "strategy=momentum"),
        ("higher-trend", "strategy=momentum"),
    ];

    public static IEnumerable<Figure> All() => Cases.Select(c => new Figure(
        c.Parameters.Length == 0 ? $"setup-{c.Name}" : $"setup-{c.Name}-{c.Parameters.Split('=')[1]}",
        $"{c.Name}{(c.Parameters.Length == 0 ? string.Empty : $" ({c.Parameters})")}, a candle",
        FigureUnit.Nanoseconds,
        Goal,
        () => Prepare(c.Name, c.Parameters)));

    private static FigureRun Prepare(string name, string parameters)
    {
        var series = GeneratedMarket.Candles.Last(Candles);
        var candles = Enumerable.Range(0, series.Count).Select(i => series[i]).ToArray();
        var strategy = StrategyCatalog.BuiltIn.Find(name).Bind(parameters, 1);
        var hourly = strategy.Needs.Feeds.Length > 0 ? series.Resampled(Timeframe.Parse("1h")) : series.Prefix(0);
        var hours = Enumerable.Range(0, hourly.Count).Select(i => hourly[i]).ToArray();
        var plans = 0;
        return new(candles.Length, () => Walk(strategy.OpenStream(), candles, hours, ref plans, null), () =>
        {
            using var hash = new OutputHash();
            Walk(strategy.OpenStream(), candles, hours, ref plans, hash);
            return hash.Finish();
        });
    }

    private static void Walk(IStrategyStream stream, Candle[] candles, Candle[] hours, ref int plans, OutputHash? hash)
    {
        var next = 0;
        for (var i = 0; i < candles.Length; i++)
        {
            // The hour closes with this candle.
            if (next < hours.Length && hours[next].OpenTimeMs + LastOfHourMs == candles[i].OpenTimeMs)
            {
                stream.OnFeed(0, hours[next++]);
            }

            if (stream.OnCandle(candles[i], out var plan))
            {
                plans++;
                hash?.Add(candles[i].OpenTimeMs);
                hash?.Add(plan.Stop);
                hash?.Add(plan.Tp1);
                hash?.Add(plan.Confidence);
            }
        }
    }
}
