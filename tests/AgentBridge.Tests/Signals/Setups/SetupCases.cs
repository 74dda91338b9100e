namespace AgentBridge.Tests.Signals.Setups;

/// <summary>The setups, with their defaults and with other options.</summary>
internal static class SetupCases
{
    public static (string Name, string Parameters)[] All { get; } =
    [
        ("momentum", ""),
        ("momentum", "average=sma;fast=10;slow=30"),
        ("macd", ""),
        ("macd", "below_zero=true;fast=5;slow=15;signal=4"),
        ("bollinger", ""),
        ("bollinger", "mode=breakout;period=10;deviations=1.5"),
        ("mean-reversion", ""),
        ("mean-reversion", "period=10;entry=1"),
        ("stochastic", ""),
        ("stochastic", "period=5;smooth_k=1;smooth_d=4;oversold=35"),
        ("rsi2", ""),
        ("rsi2", "period=5;oversold=30;trend=50"),
        ("supertrend", ""),
        ("supertrend", "period=7;multiplier=1.5"),
    ];

    public static string[] Names { get; } = [.. All.Select(c => c.Name).Distinct(StringComparer.Ordinal)];

    /// <summary>Each setup and each wrapper once, with its defaults and longs and shorts.</summary>
    public static (string Name, string Parameters)[] OnEveryFile { get; } =
    [
        ("breakout", ""),
        .. Names.Select(name => (name, "short=true")),
        ("cooldown", "strategy=mean-reversion"),
        ("session", "strategy=momentum"),
        ("volatility", "strategy=momentum;volatility_min=0"),
        ("higher-trend", "strategy=bollinger;higher_timeframe=1d;higher_period=5"),
    ];

    /// <summary>Wrappers, each alone and all together.</summary>
    public static (string Name, string Parameters)[] Wrapped { get; } =
    [
        ("cooldown", "strategy=mean-reversion"),
        ("session", "strategy=momentum;session_from=22;session_to=6;session_weekends=false"),
        ("volatility", "strategy=momentum;volatility_min=0.2;volatility_max=0.6"),
        ("higher-trend", "strategy=bollinger;higher_period=10"),
        ("session", "strategy=cooldown+higher-trend+volatility+breakout;cooldown_candles=3;higher_timeframe=15m;volatility_min=0"),
    ];
}
