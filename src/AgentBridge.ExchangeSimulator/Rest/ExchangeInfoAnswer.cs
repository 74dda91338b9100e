using System.Text.Json;

namespace AgentBridge.ExchangeSimulator;

/// <summary>The body of <c>exchangeInfo</c>.</summary>
internal static class ExchangeInfoAnswer
{
    // Binance's delivery date of futures that have none, in Unix milliseconds.
    private const long NoDelivery = 4_133_404_800_000;

    private static readonly string[] OrderTypes = ["LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS", "STOP_LOSS_LIMIT", "TAKE_PROFIT", "TAKE_PROFIT_LIMIT"];

    public static void Write(Utf8JsonWriter writer, IEnumerable<MarketTape> tapes, bool withPermissionSets, long nowMs) =>
        Write(writer, tapes, tape => WriteSymbol(writer, tape, withPermissionSets), nowMs);

    /// <summary>The description of perpetual futures, which has other fields.</summary>
    public static void WriteFutures(Utf8JsonWriter writer, IEnumerable<MarketTape> tapes, long nowMs) =>
        Write(writer, tapes, tape => WriteFuture(writer, tape), nowMs);

    private static void Write(Utf8JsonWriter writer, IEnumerable<MarketTape> tapes, Action<MarketTape> writeSymbol, long nowMs)
    {
        writer.WriteStartObject();
        writer.WriteString("timezone", "UTC");
        writer.WriteNumber("serverTime", nowMs);
        writer.WriteStartArray("rateLimits");
        WriteRateLimit(writer, "REQUEST_WEIGHT", "MINUTE", 1, 6000);
        WriteRateLimit(writer, "RAW_REQUESTS", "MINUTE", 5, 61000);
        writer.WriteEndArray();
        writer.WriteStartArray("exchangeFilters");
        writer.WriteEndArray();
        writer.WriteStartArray("symbols");
        foreach (var tape in tapes)
        {
            writeSymbol(tape);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteRateLimit(Utf8JsonWriter writer, string type, string interval, int intervals, int limit)
    {
        writer.WriteStartObject();
        writer.WriteString("rateLimitType", type);
        writer.WriteString("interval", interval);
        writer.WriteNumber("intervalNum", intervals);
        writer.WriteNumber("limit", limit);
        writer.WriteEndObject();
    }

    private static void WriteSymbol(Utf8JsonWriter writer, MarketTape tape, bool withPermissionSets)
    {
        writer.WriteStartObject();
        writer.WriteString("symbol", tape.Names.Symbol);
        writer.WriteString("status", "TRADING");
        writer.WriteString("baseAsset", tape.Names.Base);
        writer.WriteNumber("baseAssetPrecision", 8);
        writer.WriteString("quoteAsset", tape.Names.Quote);
        writer.WriteNumber("quotePrecision", 8);
        writer.WriteNumber("quoteAssetPrecision", 8);
        writer.WriteNumber("baseCommissionPrecision", 8);
        writer.WriteNumber("quoteCommissionPrecision", 8);
        WriteTexts(writer, "orderTypes", OrderTypes);
        foreach (var allowed in new[] { "icebergAllowed", "ocoAllowed", "otoAllowed", "quoteOrderQtyMarketAllowed", "allowTrailingStop", "cancelReplaceAllowed", "isSpotTradingAllowed" })
        {
            writer.WriteBoolean(allowed, true);
        }

        writer.WriteBoolean("isMarginTradingAllowed", false);
        WriteFilters(writer, tape);
        WriteTexts(writer, "permissions", []);
        if (withPermissionSets)
        {
            writer.WriteStartArray("permissionSets");
            writer.WriteStartArray();
            writer.WriteStringValue("SPOT");
            writer.WriteEndArray();
            writer.WriteEndArray();
        }

        writer.WriteString("defaultSelfTradePreventionMode", "NONE");
        WriteTexts(writer, "allowedSelfTradePreventionModes", ["NONE"]);
        writer.WriteEndObject();
    }

    private static void WriteFuture(Utf8JsonWriter writer, MarketTape tape)
    {
        writer.WriteStartObject();
        writer.WriteString("symbol", tape.Names.Symbol);
        writer.WriteString("pair", tape.Names.Symbol);
        writer.WriteString("contractType", "PERPETUAL");
        writer.WriteNumber("deliveryDate", NoDelivery);
        writer.WriteNumber("onboardDate", 0);
        writer.WriteString("status", "TRADING");
        writer.WriteString("baseAsset", tape.Names.Base);
        writer.WriteString("quoteAsset", tape.Names.Quote);
        writer.WriteString("marginAsset", tape.Names.Quote);
        foreach (var precision in new[] { "pricePrecision", "quantityPrecision", "baseAssetPrecision", "quotePrecision" })
        {
            writer.WriteNumber(precision, 8);
        }

        writer.WriteString("underlyingType", "COIN");
        writer.WriteStartArray("filters");
        WriteLimits(writer, tape);
        WriteFilter(writer, "MIN_NOTIONAL", ("notional", tape.Market.MinNotional));
        writer.WriteEndArray();
        WriteTexts(writer, "orderTypes", ["LIMIT", "MARKET", "STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET"]);
        WriteTexts(writer, "timeInForce", ["GTC", "IOC", "FOK", "GTX"]);
        writer.WriteEndObject();
    }

    private static void WriteLimits(Utf8JsonWriter writer, MarketTape tape)
    {
        WriteFilter(writer, "PRICE_FILTER", ("minPrice", tape.Grid.Tick), ("maxPrice", 100_000_000), ("tickSize", tape.Grid.Tick));
        WriteFilter(writer, "LOT_SIZE", ("minQty", tape.Market.MinAmount ?? tape.Market.StepSize), ("maxQty", tape.Market.MaxAmount), ("stepSize", tape.Market.StepSize));
    }

    private static void WriteFilters(Utf8JsonWriter writer, MarketTape tape)
    {
        writer.WriteStartArray("filters");
        WriteLimits(writer, tape);
        writer.WriteStartObject();
        writer.WriteString("filterType", "NOTIONAL");
        writer.WriteDecimal("minNotional", tape.Market.MinNotional);
        writer.WriteBoolean("applyMinToMarket", true);
        writer.WriteDecimal("maxNotional", tape.Market.MaxNotional);
        writer.WriteBoolean("applyMaxToMarket", false);
        writer.WriteNumber("avgPriceMins", 5);
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static void WriteFilter(Utf8JsonWriter writer, string type, params ReadOnlySpan<(string Name, double Value)> values)
    {
        writer.WriteStartObject();
        writer.WriteString("filterType", type);
        foreach (var (name, value) in values)
        {
            writer.WriteDecimal(name, value);
        }

        writer.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, ReadOnlySpan<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
