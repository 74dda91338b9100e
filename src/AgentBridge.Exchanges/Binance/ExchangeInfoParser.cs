using System.Text.Json;
using AgentBridge.Market;

namespace AgentBridge.Exchanges;

/// <summary>Reads <c>exchangeInfo</c>. Every fault is a <see cref="FormatException"/> or <see cref="JsonException"/>; the client names the address.</summary>
internal static class ExchangeInfoParser
{
    /// <summary>The tickSize of a symbol's PRICE_FILTER; unknown where the filter is off (0) or not there.</summary>
    public static PriceStep ReadPriceStep(ReadOnlyMemory<byte> json, string symbol)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("symbols", out var symbols) || symbols.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException("symbols is missing");
        }

        foreach (var entry in symbols.EnumerateArray().Where(e => Has(e, "symbol", symbol)))
        {
            return entry.TryGetProperty("filters", out var filters) && filters.ValueKind == JsonValueKind.Array ? StepOf(filters) : PriceStep.Unknown;
        }

        throw new FormatException($"{symbol} is not among the symbols");
    }

    private static PriceStep StepOf(JsonElement filters)
    {
        var filter = filters.EnumerateArray().FirstOrDefault(f => Has(f, "filterType", "PRICE_FILTER"));
        return filter.ValueKind == JsonValueKind.Object && filter.TryGetProperty("tickSize", out var tick) && tick.ValueKind == JsonValueKind.String
            && PriceStep.TryParse(tick.GetString(), out var step)
                ? step
                : PriceStep.Unknown;
    }

    private static bool Has(JsonElement element, string name, string value) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String && found.ValueEquals(value);
}
