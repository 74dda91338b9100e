namespace AgentBridge.Tests.Signals.Setups;

/// <summary>The setups, with their defaults and with other options.</summary>
internal static class SetupCases
{
    public static (string Name, string Parameters)[] All { get; } =
    [
        ("momentum", ""),
        ("momentum", "average=sma;fast=10;slow=30"),
    ];

    public static string[] Names { get; } = [.. All.Select(c => c.Name).Distinct(StringComparer.Ordinal)];

    /// <summary>Wrappers, each alone and all together.</summary>
    public static (string Name, string Parameters)[] Wrapped { get; } =
    [
        ("cooldown", "strategy=breakout"),
        ("session", "strategy=momentum;session_from=22;session_to=6;session_weekends=false"),
        ("volatility", "strategy=momentum;volatility_min=0.2;volatility_max=0.6"),
        ("higher-trend", "strategy=momentum;higher_period=10"),
        ("session", "strategy=cooldown+higher-trend+volatility+breakout;cooldown_candles=3;higher_timeframe=15m;volatility_min=0"),
    ];
}
