using System.Globalization;
using System.Text.Json;
using AgentBridge.Market;

namespace AgentBridge.Exchanges;

/// <summary>Reads <c>exchangeInfo</c>. Every fault is a <see cref="FormatException"/> or <see cref="JsonException"/>; the client names the address.</summary>
internal static class ExchangeInfoParser
{
    // A stated limit of 0 is none.
    private const double None = 0;

    /// <summary>The spot markets, and the perpetual futures that are settled in their quote currency.</summary>
    public static IReadOnlyList<ExchangeMarket> ReadMarkets(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. SymbolsOf(document).EnumerateArray().Where(entry => !IsContract(entry) || IsPerpetual(entry)).Select(MarketOf)];
    }

    private static bool IsContract(JsonElement entry) => entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("contractType", out _);

    private static bool IsPerpetual(JsonElement entry) =>
        Has(entry, "contractType", "PERPETUAL") && TextOf(entry, "marginAsset") is { } margin && string.Equals(margin, TextOf(entry, "quoteAsset"), StringComparison.Ordinal);

    /// <summary>The tickSize of a symbol's PRICE_FILTER; unknown where the filter is off (0) or not there.</summary>
    public static PriceStep ReadPriceStep(ReadOnlyMemory<byte> json, string symbol)
    {
        using var document = JsonDocument.Parse(json);
        foreach (var entry in SymbolsOf(document).EnumerateArray().Where(e => Has(e, "symbol", symbol)))
        {
            return entry.TryGetProperty("filters", out var filters) && filters.ValueKind == JsonValueKind.Array ? StepOf(filters) : PriceStep.Unknown;
        }

        throw new FormatException($"{symbol} is not among the symbols");
    }

    private static JsonElement SymbolsOf(JsonDocument document) =>
        document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("symbols", out var symbols) && symbols.ValueKind == JsonValueKind.Array
            ? symbols
            : throw new FormatException("symbols is missing");

    private static ExchangeMarket MarketOf(JsonElement entry)
    {
        var symbol = TextOf(entry, "symbol") ?? throw new FormatException("a symbol has no name");
        var (baseAsset, quoteAsset) = (TextOf(entry, "baseAsset"), TextOf(entry, "quoteAsset"));
        if (baseAsset is null || quoteAsset is null || !entry.TryGetProperty("filters", out var filters) || filters.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException($"{symbol}: baseAsset, quoteAsset or filters is missing");
        }

        double Limit(string filter, string key) => LimitOf(FilterOf(filters, filter), key, symbol);
        static double OrInfinite(double limit) => limit == None ? double.PositiveInfinity : limit;
        var cost = FilterOf(filters, "NOTIONAL").ValueKind == JsonValueKind.Object ? "NOTIONAL" : "MIN_NOTIONAL";
        return new(
            IsContract(entry) ? $"{baseAsset}/{quoteAsset}:{quoteAsset}" : $"{baseAsset}/{quoteAsset}",
            StepOf(filters),
            StepOf(filters, "LOT_SIZE", "stepSize"),
            Limit("LOT_SIZE", "minQty"),
            OrInfinite(Limit("LOT_SIZE", "maxQty")),
            Math.Max(Limit(cost, "minNotional"), Limit(cost, "notional")),
            OrInfinite(Limit(cost, "maxNotional")));
    }

    private static double LimitOf(JsonElement filter, string key, string symbol)
    {
        if (filter.ValueKind != JsonValueKind.Object || !filter.TryGetProperty(key, out var value))
        {
            return None;
        }

        return value.ValueKind == JsonValueKind.String && double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var limit) && limit is >= 0 and < double.PositiveInfinity
            ? limit
            : throw new FormatException($"{symbol}: {key} is {value.GetRawText()}, expected a number ≥ 0 as a text");
    }

    private static string? TextOf(JsonElement entry, string name) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement FilterOf(JsonElement filters, string type) => filters.EnumerateArray().FirstOrDefault(f => Has(f, "filterType", type));

    private static PriceStep StepOf(JsonElement filters, string type = "PRICE_FILTER", string key = "tickSize") =>
        PriceStep.TryParse(TextOf(FilterOf(filters, type), key) ?? string.Empty, out var step) ? step : PriceStep.Unknown;

    private static bool Has(JsonElement element, string name, string value) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String && found.ValueEquals(value);
}
