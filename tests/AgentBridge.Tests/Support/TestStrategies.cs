using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Tests.Support;

/// <summary>Strategies for tests.</summary>
internal static class TestStrategies
{
    /// <summary>The names of the built-in strategies, in the order of the catalogue.</summary>
    public static string[] BuiltInNames { get; } =
    [
        "breakout", "momentum", "macd", "bollinger", "mean-reversion", "stochastic", "rsi2", "supertrend", "ema-cross", "led-breakout",
        "cooldown", "higher-trend", "session", "volatility",
    ];

    /// <summary>The same as messages list them.</summary>
    public static string BuiltInList { get; } = string.Join(", ", BuiltInNames);

    /// <summary>The breakout.</summary>
    public static Strategy Breakout(double maxCapitalPct = 0.05, string parameters = "") => StrategyCatalog.BuiltIn.Find("breakout").Bind(parameters, maxCapitalPct);

    /// <summary>A strategy with a scripted decision for every candle.</summary>
    public static Strategy Of(Func<Candle, TradePlan?> decide, int warmUp = 1) => Strategy.Of(new StrategyName("fake", 1), new StrategyNeeds(warmUp), () => new Scripted(decide), 0.05);

    /// <summary>Candles of one pair only.</summary>
    public static StrategyCandles Alone(this CandleSeries candles) => new(candles);

    private sealed class Scripted(Func<Candle, TradePlan?> decide) : IStrategyStream
    {
        public bool OnCandle(in Candle candle, out TradePlan plan)
        {
            var decided = decide(candle);
            plan = decided.GetValueOrDefault();
            return decided is not null;
        }
    }
}
