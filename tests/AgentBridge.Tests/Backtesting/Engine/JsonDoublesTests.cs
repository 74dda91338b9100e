using AgentBridge.Backtesting;
using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Backtesting;

/// <summary>Prices as Freqtrade reads them from JSON.</summary>
public sealed class JsonDoublesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(104_211)]
    [InlineData(0.5)]
    [InlineData(1e15)]
    public void Read_PriceThatIsASumOfExactParts_IsItself(double price) => JsonDoubles.Read(price).Should().Be(price);

    [Fact]
    public void Read_AnyPrice_IsOffByAUnitOfTheLastPlaceAtMost()
    {
        var prices = Enumerable.Range(1, 20_000).Select(i => i * 137 / 1e4).ToList();

        prices.Should().OnlyContain(price => JsonDoubles.Read(price) >= Math.BitDecrement(price) && JsonDoubles.Read(price) <= Math.BitIncrement(price));
        prices.Should().Contain(price => !JsonDoubles.Read(price).Equals(price));
    }

    [SkippableTheory]
    [InlineData("UNITTEST_BTC-1m", "BTC/UNIT", "1m")]
    [InlineData("XRP_USDT_USDT-1h-futures", "XRP/USDT:USDT", "1h")]
    public void Read_FilesThatFreqtradeRead_GivesItsPrices(string name, string symbol, string timeframe)
    {
        CandleSeries Candles(string end) =>
            CandleFile.Read(SharedData.Require("candles", "freqtrade-2024.2", name + end), symbol, Timeframe.Parse(timeframe), new CandleFileOptions()).Series;
        // The JSON file has the exact texts; the other holds what Freqtrade once read from such a file.
        var (exact, read) = (Candles(".fromjson.csv"), Candles(".csv"));

        var ours = JsonDoubles.Read(exact);

        ours.Count.Should().Be(read.Count);
        Enumerable.Range(0, read.Count).Should().OnlyContain(i => ours[i].Open.Equals(read[i].Open) && ours[i].High.Equals(read[i].High) && ours[i].Low.Equals(read[i].Low) && ours[i].Close.Equals(read[i].Close));
        JsonDoubles.CountOf(exact).Should().BePositive();
    }
}
