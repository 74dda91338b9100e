using AgentBridge.ExchangeSimulator;
using AgentBridge.Exchanges;
using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.ExchangeSimulator;

/// <summary>AgentBridge's exchange source reads the recorded candles from the simulator.</summary>
public sealed class CandleSourceTests
{
    private static readonly BinanceOptions Quick = new() { RetryDelay = TimeSpan.FromMilliseconds(1), RequestInterval = TimeSpan.Zero };

    private static BinanceClient Client(Exchange exchange) => new(exchange.Http, Quick with { BaseUrl = exchange.Host.Url }, TimeProvider.System);

    [Fact]
    public async Task Candles_Read_AreTheRecordedOnesWithGapsFilled()
    {
        var candles = Exchange.Walk(1300);
        await using var exchange = await Exchange.StartAsync(candles.Where((_, i) => i is not (1100 or 1101)), 1197);

        var read = await new BinanceCandleSource(Client(exchange)).GetCandlesAsync("BTC/USDT", TestCandles.FiveMinutes, 1150);

        var shift = (long)exchange.Host.Control.Shift.TotalMilliseconds;
        var expected = candles[..1200].Select(c => c with { OpenTimeMs = c.OpenTimeMs + shift }).ToArray();
        foreach (var i in new[] { 1100, 1101 })
        {
            expected[i] = new Candle(expected[i].OpenTimeMs, expected[1099].Close, expected[1099].Close, expected[1099].Close, expected[1099].Close, 0);
        }

        Enumerable.Range(0, read.Count).Select(i => read[i]).Should().Equal(expected.TakeLast(1150));
    }

    [SkippableTheory]
    [InlineData(SharedData.Generated)]
    [InlineData("BTC_USDT-5m.gtudor33.csv")]
    public async Task Candles_OfAWholeHistory_AreEqualBitByBit(string file)
    {
        var series = SharedData.Candles(file);
        await using var exchange = await Exchange.StartAsync([new(TestCandles.ExampleOpenMs, 1, 1, 1, 1, 1)], 0, o => o with
        {
            Markets = [new SimulatedMarket { Candles = series }],
            LastClosedOpenMs = series.OpenTimes[5000],
        });

        var read = await new BinanceCandleSource(Client(exchange)).GetCandlesAsync("BTC/USDT", TestCandles.FiveMinutes, 999);

        Enumerable.Range(0, 999).Select(i => read[i]).Should().Equal(
            Enumerable.Range(4002, 999).Select(i => series[i] with { OpenTimeMs = series[i].OpenTimeMs + (long)exchange.Host.Control.Shift.TotalMilliseconds }));
    }

    [Fact]
    public async Task Faults_Passing_AreSurvived()
    {
        await using var exchange = await Exchange.StartAsync(Exchange.Walk(300), 250);
        exchange.Host.Control.AddFault(new SimulatedFault { Kind = SimulatedFaultKind.Status, Status = 503, Count = 1, PathPrefix = "/api/v3/time" });
        exchange.Host.Control.AddFault(new SimulatedFault { Kind = SimulatedFaultKind.Drop, Count = 1, PathPrefix = "/api/v3/klines" });
        exchange.Host.Control.AddFault(new SimulatedFault { Kind = SimulatedFaultKind.Status, Status = 429, RetryAfterSec = 0, Count = 1, PathPrefix = "/api/v3/klines" });

        var read = await new BinanceCandleSource(Client(exchange)).GetCandlesAsync("BTC/USDT", TestCandles.FiveMinutes, 200);

        read.Count.Should().Be(200);
        exchange.Host.Control.RequestCounts.Should().BeEquivalentTo(new Dictionary<string, int>(StringComparer.Ordinal) { ["/api/v3/time"] = 2, ["/api/v3/exchangeInfo"] = 1, ["/api/v3/klines"] = 3 });
    }

    [Fact]
    public async Task Symbol_Unknown_IsRefusedByName()
    {
        await using var exchange = await Exchange.StartAsync(Exchange.Walk(30), 19);

        var read = () => new BinanceCandleSource(Client(exchange)).GetCandlesAsync("ETH/USDT", TestCandles.FiveMinutes);

        (await read.Should().ThrowAsync<CandleSourceException>()).WithMessage("*Invalid symbol.*-1121*");
    }

    [Fact]
    public async Task Candles_OfTwoTimeframes_ComeFromOneSource()
    {
        await using var exchange = await Exchange.StartAsync(Exchange.Walk(300), 250);
        var source = new BinanceCandleSource(Client(exchange));

        var minutes = await source.GetCandlesAsync("BTC/USDT", TestCandles.FiveMinutes, 200);
        var quarters = await source.GetCandlesAsync("BTC/USDT", Timeframe.Parse("15m"), 20);

        (minutes.Timeframe, quarters.Timeframe.ToString()).Should().Be((TestCandles.FiveMinutes, "15m"));
        var made = minutes.Resampled(Timeframe.Parse("15m"));
        Enumerable.Range(1, 20).Select(i => quarters[^i] with { Volume = 0 }).Should().Equal(Enumerable.Range(1, 20).Select(i => made[^i] with { Volume = 0 }));
    }
}
