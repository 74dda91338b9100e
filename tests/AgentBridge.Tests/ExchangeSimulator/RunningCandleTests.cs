using AgentBridge.ExchangeSimulator;
using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.ExchangeSimulator;

/// <summary>The running kline contains exactly the prices played so far.</summary>
public sealed class RunningCandleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Candles_PlayedAtTheRecordedSpeedFromTheBoundary_CloseAsRecorded(int seed)
    {
        var candles = Exchange.Walk(60, seed);
        await using var exchange = await Exchange.StartAsync(candles, 19, o => o with { PriceClock = PriceClockStart.AtBoundary });

        exchange.Advance(39 * 300);

        var shift = (long)exchange.Host.Control.Shift.TotalMilliseconds;
        (await exchange.KlinesAsync()).Take(59).Should().Equal(candles.Take(59).Select(c => c with { OpenTimeMs = c.OpenTimeMs + shift }));
    }

    [Fact]
    public async Task Candles_PlayedOverAGap_KeepTheirTimesAndTheGapIsFlat()
    {
        var candles = Exchange.Walk(30);
        await using var exchange = await Exchange.StartAsync(candles.Where((_, i) => i is not (22 or 23)), 19, o => o with { PriceClock = PriceClockStart.AtBoundary });

        exchange.Advance(9 * 300);

        var shift = (long)exchange.Host.Control.Shift.TotalMilliseconds;
        Candle Flat(int i) => new(candles[i].OpenTimeMs, candles[21].Close, candles[21].Close, candles[21].Close, candles[21].Close, 0);
        (await exchange.KlinesAsync()).Skip(20).SkipLast(1).Should().Equal(
            Enumerable.Range(20, 9).Select(i => i is 22 or 23 ? Flat(i) : candles[i]).Select(c => c with { OpenTimeMs = c.OpenTimeMs + shift }));
    }

    [Fact]
    public async Task Candle_Running_IsTheAggregateOfTheSampledPrices()
    {
        await using var exchange = await Exchange.StartAsync(Exchange.Walk(200), 19, o => o with { Speed = 60 });
        exchange.Advance(200);
        exchange.Host.Control.StartPriceClock();
        var prices = new List<double> { await exchange.PriceAsync() };

        // Every step lasts longer than a sample, so no price is missed: 5 s per point, 2.5 s per move of 8 steps.
        for (var i = 0; i < 400; i++)
        {
            exchange.Advance(0.25);
            prices.Add(await exchange.PriceAsync());
        }

        var klines = (await exchange.KlinesAsync())[20..];
        klines.Should().HaveCount(2);
        klines[0].Volume.Should().Be(0, "the clock started exactly at the boundary");
        klines[1].Should().BeEquivalentTo(new { Open = prices[0], High = prices.Max(), Low = prices.Min(), Close = prices[^1] });
    }

    [Fact]
    public async Task Volume_OfAllPlayed_IsThatOfTheRecording()
    {
        var candles = Exchange.Walk(100);
        await using var exchange = await Exchange.StartAsync(candles, 19, o => o with { Speed = 7.3 });
        exchange.Advance(33.3);
        exchange.Host.Control.StartPriceClock();
        exchange.Advance((80 * 300 / 7.3) + 1);

        var played = (await exchange.KlinesAsync())[20..];

        played.Sum(c => c.Volume).Should().BeApproximately(candles[20..].Sum(c => c.Volume), 1e-6);
        played[^1].Close.Should().Be(candles[^1].Close);
    }

    [Fact]
    public async Task Candle_PriceSet_IncludesItAndKeepsItWhenClosed()
    {
        var candles = Exchange.Walk(30);
        await using var exchange = await Exchange.StartAsync(candles, 19);
        exchange.Host.Control.SetPrice("BTCUSDT", 200.004);
        exchange.Host.Control.SetPrice("BTC/USDT", 50);
        exchange.Advance(1);
        exchange.Host.Control.SetPrice("BTC/USDT", 60);
        exchange.Advance(300);

        var klines = await exchange.KlinesAsync();

        (await exchange.PriceAsync()).Should().Be(60);
        klines[^2].Should().BeEquivalentTo(new { candles[20].Open, Low = 50.0, Close = 60.0, Volume = 0.0 }, "a price of zero duration does not count");
        klines[^1].Should().BeEquivalentTo(new { Open = 60.0, High = 60.0, Low = 60.0, Close = 60.0 });
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public void Candles_AnyCommandsAtAnyTimes_ArePossibleAndJoined()
    {
        var commands = FsCheck.Fluent.Gen.ListOf(FsCheck.Fluent.Gen.Zip(FsCheck.Fluent.Gen.Choose(0, 4), FsCheck.Fluent.Gen.Choose(1, 200)), 30);
        Property.Holds(commands, 20, list => CheckAsync(list.Select(c => (c.Item1, c.Item2))).GetAwaiter().GetResult());

        static async Task CheckAsync(IEnumerable<(int Command, int Seconds)> list)
        {
            await using var exchange = await Exchange.StartAsync(Exchange.Walk(300), 19, o => o with { Speed = 20 });
            foreach (var (command, seconds) in list)
            {
                switch (command)
                {
                    case 0:
                        exchange.Host.Control.StopPriceClock();
                        break;
                    case 1:
                        exchange.Host.Control.SetPrice("BTC/USDT", 90 + (seconds / 10.0));
                        break;
                    case 2:
                        exchange.Host.Control.Speed = seconds;
                        break;
                    default:
                        exchange.Host.Control.StartPriceClock();
                        break;
                }

                exchange.Advance(seconds);
            }

            var klines = await exchange.KlinesAsync();
            klines.Should().OnlyContain(c => c.IsPossible);
            klines.Zip(klines.Skip(1)).Should().OnlyContain(p => p.Second.OpenTimeMs == p.First.OpenTimeMs + Exchange.Step);
            klines[^1].Close.Should().Be(await exchange.PriceAsync());
            (await exchange.KlinesAsync()).Should().Equal(klines, "a request changes nothing");
        }
    }
}
