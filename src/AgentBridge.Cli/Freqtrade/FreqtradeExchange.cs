using System.Text.Json.Nodes;

namespace AgentBridge.Cli;

/// <summary>The exchange of a Freqtrade that talks to the simulator alone.</summary>
internal static class FreqtradeExchange
{
    /// <summary>Every part of the exchange's interface goes to the simulator, so that nothing leaves this machine.</summary>
    private static readonly string[] Parts = ["public", "private", "sapi", "fapiPublic", "dapiPublic"];

    /// <summary>Sets the pairs and the addresses of a configuration's section <c>exchange</c>.</summary>
    /// <param name="section">The configuration's <c>exchange</c>, which is changed.</param>
    /// <param name="exchange">The simulator.</param>
    /// <param name="pairs">Spot pairs, such as <c>BTC/USDT</c>, or futures, such as <c>BTC/USDT:USDT</c>, in their order.</param>
    public static void Set(JsonObject section, Uri exchange, params IReadOnlyList<string> pairs)
    {
        section["pair_whitelist"] = new JsonArray([.. pairs.Select(pair => JsonValue.Create(pair))]);
        var api = new JsonObject();
        var areFutures = pairs.Any(pair => pair.Contains(':', StringComparison.Ordinal));
        foreach (var part in Parts)
        {
            api[part] = exchange.AbsoluteUri.TrimEnd('/') + (part.StartsWith("fapi", StringComparison.Ordinal) ? "/fapi/v1" : "/api/v3");
        }

        var currencies = new JsonObject();
        foreach (var currency in pairs.SelectMany(pair => pair.Split('/', ':')).Distinct(StringComparer.Ordinal))
        {
            currencies[currency] = currency;
        }

        // With its default markets the exchange library would request futures from the real exchange.
        section["ccxt_config"] = new JsonObject
        {
            ["enableRateLimit"] = false,

            // The exchange library renames some coins (XBT becomes BTC).
            ["commonCurrencies"] = currencies,
            ["options"] = new JsonObject { ["fetchMarkets"] = new JsonArray(areFutures ? "linear" : "spot") },
            ["urls"] = new JsonObject { ["api"] = api },
        };
        section["enable_ws"] = false;
    }
}
