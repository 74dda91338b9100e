using AgentBridge.ExchangeSimulator;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.ExchangeSimulator;

/// <summary>The candle clock: recorded candles shifted onto the wall clock.</summary>
public sealed class ClockTests
{
    private static readonly long NoonMs = Exchange.Noon.ToUnixTimeMilliseconds();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(100, 0)]
    [InlineData(254.999, 0)]
    [InlineData(255, 0)]
    [InlineData(255.001, 1)]
    [InlineData(299.999, 1)]
    public async Task LastClosed_ByDistanceToTheBoundary_ClosesAtTheOneBeforeOrTheNext(double startSec, int boundary)
    {
        await using var exchange = await Exchange.StartAsync(Exchange.Walk(30), 19, startSec: startSec);

        exchange.Host.Control.Origin.ToUnixTimeMilliseconds().Should().Be(NoonMs + (boundary * Exchange.Step));
    }

    [Theory]
    [InlineData(0, 290, 0)]
    [InlineData(300, 10, 1)]
    [InlineData(400, 0, 1)]
    [InlineData(400, 290, 2)]
    public async Task LastClosed_CloseAtBoundaryWithin_IsAnOption(int withinSec, int startSec, int boundary)
    {
        await using var exchange = await Exchange.StartAsync(Exchange.Walk(30), 19, o => o with { CloseAtBoundaryWithin = TimeSpan.FromSeconds(withinSec) }, startSec);

        exchange.Host.Control.Origin.ToUnixTimeMilliseconds().Should().Be(NoonMs + (boundary * Exchange.Step));
    }

    [Fact]
    public async Task Shift_Always_IsWholeTimeframesAndEqualForAllCandles()
    {
        var candles = Exchange.Walk(30);
        await using var exchange = await Exchange.StartAsync(candles, 19);

        var klines = await exchange.KlinesAsync();

        exchange.Host.Control.Shift.TotalMilliseconds.Should().Be(NoonMs - Exchange.Step - candles[19].OpenTimeMs);
        (exchange.Host.Control.Shift.TotalMilliseconds % Exchange.Step).Should().Be(0);
        klines.SkipLast(1).Should().Equal(candles.Take(20).Select(c => c with { OpenTimeMs = c.OpenTimeMs + (long)exchange.Host.Control.Shift.TotalMilliseconds }));
        klines[^1].OpenTimeMs.Should().Be(NoonMs);
    }

    [Fact]
    public async Task LastClosed_ClosingAtTheNextBoundary_RunsUntilThenAndIsNotChangedByACommand()
    {
        var candles = Exchange.Walk(30);
        await using var exchange = await Exchange.StartAsync(candles, 19, startSec: 280);

        var running = (await exchange.KlinesAsync())[^1];
        exchange.Host.Control.SetPrice("BTC/USDT", 1);
        exchange.Host.Control.StartPriceClock();
        exchange.Advance(25);
        var klines = await exchange.KlinesAsync();

        running.Should().Be(candles[19] with { OpenTimeMs = NoonMs });
        klines[^2].Should().Be(running, "the last closed candle is the recorded one, whatever commands were sent while it was running");
        klines[^1].OpenTimeMs.Should().Be(NoonMs + Exchange.Step);
    }

    [Fact]
    public async Task Price_BeforeTheBoundaryAndAfterIt_IsTheCloseThenTheNextOpen()
    {
        var candles = Exchange.Walk(30);
        await using var exchange = await Exchange.StartAsync(candles, 19, startSec: 280);

        var before = await exchange.PriceAsync();
        exchange.Advance(20);

        before.Should().Be(candles[19].Close);
        (await exchange.PriceAsync()).Should().Be(candles[20].Open);
    }

    [Fact]
    public async Task Clock_JumpingBack_ShowsThePastAndNothingOfTheFuture()
    {
        await using var exchange = await Exchange.StartAsync(Exchange.Walk(60), 19, o => o with { PriceClock = PriceClockStart.AtBoundary });
        var then = await exchange.KlinesAsync();
        exchange.Advance(3000);
        var later = await exchange.KlinesAsync();

        exchange.Time.Set(Exchange.Noon.AddSeconds(100));

        later.Should().HaveCount(then.Length + 10);
        (await exchange.KlinesAsync()).Should().Equal(then);
        exchange.Host.Control.StopPriceClock();
        exchange.Advance(3000);
        (await exchange.KlinesAsync()).Skip(21).Should().OnlyContain(c => c.High == c.Low && c.Volume == 0, "a command after the jump replaces the later prices");
    }

    [Fact]
    public async Task LastClosed_NotGiven_IsThe1000thOrTheMiddleOne()
    {
        await using var small = await Exchange.StartAsync(Exchange.Walk(30), 0, o => o with { LastClosedOpenMs = null });
        await using var large = await Exchange.StartAsync(Exchange.Walk(2500), 0, o => o with { LastClosedOpenMs = null });

        (await small.KlinesAsync()).Should().HaveCount(16);
        (await large.GetAsync("/control/status")).GetProperty("markets")[0].GetProperty("to_play").GetInt32().Should().Be(1500);
    }

    [Fact]
    public async Task Markets_Several_ShareOneShift()
    {
        var first = Exchange.Walk(30);
        var second = Exchange.Walk(40, seed: 2).Skip(5).ToArray();
        await using var exchange = await Exchange.StartAsync(first, 19, o => o with
        {
            Markets = [.. o.Markets, new SimulatedMarket { Candles = AgentBridge.Market.CandleSeries.FromCandles("ETH/USDT", TestCandles.FiveMinutes, second) }],
        });

        var shift = (long)exchange.Host.Control.Shift.TotalMilliseconds;
        var klines = (await exchange.GetAsync("/api/v3/klines?symbol=ETHUSDT&interval=5m")).EnumerateArray().Select(Exchange.ToCandle).ToList();

        klines.SkipLast(1).Should().Equal(second.Take(15).Select(c => c with { OpenTimeMs = c.OpenTimeMs + shift }));
        exchange.Host.Pairs.Should().Equal("BTC/USDT", "ETH/USDT");
    }
}
