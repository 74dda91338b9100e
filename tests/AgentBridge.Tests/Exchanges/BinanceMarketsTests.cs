using System.Text;
using AgentBridge.Exchanges;
using AgentBridge.Market;

namespace AgentBridge.Tests.Exchanges;

/// <summary>The markets of an exchangeInfo document.</summary>
public sealed class BinanceMarketsTests
{
    private const string Price = """{"filterType": "PRICE_FILTER", "tickSize": "0.01000000"}""";
    private const string Lot = """{"filterType": "LOT_SIZE", "minQty": "0.00100000", "maxQty": "9000.00000000", "stepSize": "0.00010000"}""";

    [Fact]
    public void Read_SpotMarket_HasItsStepsAndLimits() => Read($$$"""[{{{Symbol($$"""{{Price}}, {{Lot}}, {"filterType": "NOTIONAL", "minNotional": "5.0", "maxNotional": "9000000.0"}""")}}}]""").Should().Equal(
        new ExchangeMarket("BTC/USDT", PriceStep.OfDecimals(2), PriceStep.OfDecimals(4), 0.001, 9000, 5, 9_000_000));

    [Fact]
    public void Read_OlderFilterAndMissingOnes_LeaveNoLimit()
    {
        Read($$$"""[{{{Symbol($$"""{{Price}}, {{Lot}}, {"filterType": "MIN_NOTIONAL", "minNotional": "10.0"}""")}}}]""").Should().ContainSingle().Which.Should().Match<ExchangeMarket>(m => m.MinCost == 10 && m.MaxCost == double.PositiveInfinity);
        Read($"[{Symbol(Price)}]").Should().ContainSingle().Which.Should().Match<ExchangeMarket>(m => !m.Step.IsKnown && m.MinAmount == 0 && m.MaxAmount == double.PositiveInfinity);
    }

    [Fact]
    public void Read_PerpetualFutureOfItsQuote_IsReadWithItsSettlement() => Read(
        """
        [{"symbol": "ETHUSDT", "contractType": "PERPETUAL", "baseAsset": "ETH", "quoteAsset": "USDT", "marginAsset": "USDT", "filters": [
          {"filterType": "PRICE_FILTER", "tickSize": "0.01"}, {"filterType": "LOT_SIZE", "minQty": "0.001", "maxQty": "10000", "stepSize": "0.001"},
          {"filterType": "MIN_NOTIONAL", "notional": "20"}]}]
        """).Should().ContainSingle().Which.Should().Match<ExchangeMarket>(market => market.Pair == "ETH/USDT:USDT" && market.MinCost == 20 && market.MaxCost == double.PositiveInfinity && market.MaxAmount == 10_000);

    [Fact]
    public void Read_OtherFutures_AreLeftOut() => Read("""[{"symbol": "BTCUSDT", "contractType": "CURRENT_QUARTER", "baseAsset": "BTC", "quoteAsset": "USDT", "marginAsset": "USDT", "filters": []}, {"symbol": "BTCUSD_PERP", "contractType": "PERPETUAL", "baseAsset": "BTC", "quoteAsset": "USD", "marginAsset": "BTC", "filters": []}]""").Should().BeEmpty();

    [Theory]
    [InlineData("{", "no JSON")]
    [InlineData("{}", "symbols is missing")]
    [InlineData("""{"symbols": [1]}""", "a symbol has no name")]
    [InlineData("""{"symbols": [{"symbol": "BTCUSDT", "filters": []}]}""", "BTCUSDT: baseAsset, quoteAsset or filters is missing")]
    [InlineData("""{"symbols": [{"symbol": "BTCUSDT", "baseAsset": "BTC", "quoteAsset": "USDT", "filters": [{"filterType": "LOT_SIZE", "minQty": "-1"}]}]}""", "BTCUSDT: minQty is \"-1\"")]
    public void Read_OtherDocument_IsRefused(string json, string words) =>
        FluentActions.Invoking(() => BinanceMarkets.Read(Encoding.UTF8.GetBytes(json))).Should().Throw<FormatException>().Which.Message.Should().Contain(words);

    private static string Symbol(string filters) => $$"""{"symbol": "BTCUSDT", "baseAsset": "BTC", "quoteAsset": "USDT", "filters": [{{filters}}]}""";

    private static IReadOnlyList<ExchangeMarket> Read(string symbols) => BinanceMarkets.Read(Encoding.UTF8.GetBytes($$"""{"symbols": {{symbols}}}"""));
}
