using System.Text.Json;

namespace AgentBridge.Exchanges;

/// <summary>The markets of Binance's <c>exchangeInfo</c>, the answer of <c>GET /api/v3/exchangeInfo</c> for spot and of <c>GET /fapi/v1/exchangeInfo</c> for futures.</summary>
public static class BinanceMarkets
{
    /// <summary>Reads the spot markets of a document, and its perpetual futures that are settled in their quote currency, such as <c>BTC/USDT:USDT</c>.</summary>
    /// <param name="json">The document in UTF-8.</param>
    /// <exception cref="FormatException">It is no such document; the message says what is wrong, with the symbol.</exception>
    public static IReadOnlyList<ExchangeMarket> Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            return ExchangeInfoParser.ReadMarkets(json);
        }
        catch (JsonException exception)
        {
            throw new FormatException($"no JSON: {exception.Message}", exception);
        }
    }
}
