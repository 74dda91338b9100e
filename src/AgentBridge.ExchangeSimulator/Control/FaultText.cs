using System.Globalization;

namespace AgentBridge.ExchangeSimulator;

/// <summary>The body that Binance sends with a status.</summary>
internal static class FaultText
{
    public static BinanceFailure Of(SimulatedFault fault, DateTimeOffset now) => fault.Status switch
    {
        429 => new(-1003, "Too much request weight used; current limit is 6000 request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.", 429),
        418 => new(
            -1003,
            string.Create(CultureInfo.InvariantCulture, $"Way too much request weight used; IP banned until {now.AddSeconds(fault.RetryAfterSec ?? 0).ToUnixTimeMilliseconds()}. Please use WebSocket Streams for live updates to avoid bans."),
            418),
        503 => new(-1008, "Server is currently overloaded with other requests. Please try again in a few minutes.", 503),
        504 => new(-1007, "Timeout waiting for response from backend server. Send status unknown; execution status unknown.", 504),
        _ => new(-1000, "An unknown error occurred while processing the request.", fault.Status),
    };
}
