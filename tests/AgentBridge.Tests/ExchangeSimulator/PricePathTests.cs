using AgentBridge.ExchangeSimulator;
using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.ExchangeSimulator;

/// <summary>The price clock: open, low, high, close of the candles after the last closed one.</summary>
public sealed class PricePathTests
{
    /// <summary>The maximum speed, so that the minimum durations apply: 2 s per point and 1 s per move.</summary>
    private static ExchangeSimulatorOptions Fast(ExchangeSimulatorOptions options) =>
        options with { Speed = 1_000_000, PointHold = TimeSpan.FromSeconds(2), PointMove = TimeSpan.FromSeconds(1) };

    [Fact]
    public async Task Price_UntilTheClockStarts_StaysAtTheNextOpen()
    {
        var candles = Exchange.Walk(30);
        await using var exchange = await Exchange.StartAsync(candles, 19, Fast);

        exchange.Advance(100);

        (await exchange.BestAsync()).Should().Be((candles[20].Open, Math.Round(candles[20].Open + 0.01, 2)));
        (await exchange.KlinesAsync())[^1].Should().Be(new Candle(Exchange.Noon.ToUnixTimeMilliseconds(), candles[20].Open, candles[20].Open, candles[20].Open, candles[20].Open, 0));
    }

    [Fact]
    public async Task Price_Played_StaysAtEachPointForTheHoldAndMovesInEqualSteps()
    {
        Candle[] candles = [.. TestCandles.Quiet(2), new(TestCandles.ExampleOpenMs + Exchange.Step, 100, 108, 92, 104, 4)];
        await using var exchange = await Exchange.StartAsync(candles, 1, Fast);
        exchange.Host.Control.StartPriceClock();

        // Sampled in the middle of each eighth of a second.
        var prices = new List<double>();
        exchange.Advance(0.0625);
        for (var i = 0; i < 12 * 8; i++)
        {
            prices.Add(await exchange.PriceAsync());
            exchange.Advance(0.125);
        }

        double[] Hold(double price) => [.. Enumerable.Repeat(price, 16)];
        prices.Should().Equal(
        [
            .. Hold(100), 99, 98, 97, 96, 95, 94, 93, 92,
            .. Hold(92), 94, 96, 98, 100, 102, 104, 106, 108,
            .. Hold(108), 107.5, 107, 106.5, 106, 105.5, 105, 104.5, 104,
            .. Hold(104), 104, 104, 104, 104, 104, 104, 104, 104,
        ]);
        exchange.Host.Control.GetMarkets()[0].IsFinished.Should().BeTrue();
    }

    [Fact]
    public async Task Price_FromCloseToTheNextOpen_Jumps()
    {
        Candle[] candles = [.. TestCandles.Quiet(1), new(TestCandles.ExampleOpenMs + Exchange.Step, 100, 100, 100, 100, 1), new(TestCandles.ExampleOpenMs + (2 * Exchange.Step), 90, 90, 90, 90, 1)];
        await using var exchange = await Exchange.StartAsync(candles, 0, Fast);
        exchange.Host.Control.StartPriceClock();

        exchange.Advance(11.999);
        (await exchange.PriceAsync()).Should().Be(100);
        exchange.Advance(0.002);
        (await exchange.PriceAsync()).Should().Be(90);
    }

    [Theory]
    [InlineData(1, 75)]
    [InlineData(5, 15)]
    [InlineData(25, 3)]
    [InlineData(1000, 3)]
    public async Task Speed_Always_ScalesThePointsDownToTheLeastDuration(double speed, double secondsPerPoint)
    {
        var candles = Exchange.Walk(30);
        await using var exchange = await Exchange.StartAsync(candles, 19, o => o with { Speed = speed });
        exchange.Host.Control.StartPriceClock();

        exchange.Advance(secondsPerPoint * 2.25);

        (await exchange.PriceAsync()).Should().Be(candles[20].High);
        exchange.Host.Control.GetMarkets()[0].PlayedCandles.Should().BeApproximately(0.5625, 1e-9);
    }

    [Fact]
    public async Task Speed_Changed_GoesOnFromWhereThePriceIs()
    {
        await using var exchange = await Exchange.StartAsync(Exchange.Walk(30), 19);
        exchange.Host.Control.StartPriceClock();
        exchange.Advance(100);
        var before = exchange.Host.Control.GetMarkets()[0];

        exchange.Host.Control.Speed = 10;
        var after = exchange.Host.Control.GetMarkets()[0];
        exchange.Advance(7.5);

        after.Should().Be(before);
        exchange.Host.Control.GetMarkets()[0].PlayedCandles.Should().BeApproximately(before.PlayedCandles + 0.25, 1e-9);
        exchange.Time.NowMs.Should().Be(Exchange.Noon.AddSeconds(207.5).ToUnixTimeMilliseconds(), "the candle clock is the wall clock");
    }

    [Fact]
    public async Task Clock_StoppedAndStarted_PausesAndContinues()
    {
        await using var exchange = await Exchange.StartAsync(Exchange.Walk(30), 19, Fast);
        exchange.Host.Control.StartPriceClock();
        exchange.Advance(2.5);
        exchange.Host.Control.StopPriceClock();
        var stopped = exchange.Host.Control.GetMarkets()[0];
        exchange.Advance(60);
        var later = exchange.Host.Control.GetMarkets()[0];
        exchange.Host.Control.StartPriceClock();
        exchange.Advance(0.5);

        later.Should().Be(stopped);
        stopped.IsPlaying.Should().BeFalse();
        exchange.Host.Control.GetMarkets()[0].PlayedCandles.Should().BeApproximately(0.25, 1e-9);
    }

    [Fact]
    public async Task Clock_AtOnce_StartsWithTheSimulator()
    {
        var candles = Exchange.Walk(30);
        await using var exchange = await Exchange.StartAsync(candles, 19, o => Fast(o) with { PriceClock = PriceClockStart.AtOnce });

        exchange.Advance(3.5);

        (await exchange.PriceAsync()).Should().Be(candles[20].Low);
    }

    [Fact]
    public async Task Recording_WithoutMoreCandles_StaysAtTheLastClose()
    {
        var candles = Exchange.Walk(5);
        await using var exchange = await Exchange.StartAsync(candles, 4, o => o with { PriceClock = PriceClockStart.AtOnce });

        exchange.Advance(1000);

        (await exchange.PriceAsync()).Should().Be(candles[4].Close);
        exchange.Host.Control.GetMarkets()[0].IsFinished.Should().BeTrue();
    }
}
