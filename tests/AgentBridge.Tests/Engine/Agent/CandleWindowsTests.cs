using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Tests.Market;
using AgentBridge.Tests.Support;
using FsCheck.Fluent;
using Microsoft.Extensions.Time.Testing;

namespace AgentBridge.Tests.Engine;

/// <summary>Windows that are kept between requests: whatever happens in between, they are those of the source.</summary>
public sealed class CandleWindowsTests
{
    [Fact]
    public async Task GetCandles_CandleAfterCandle_EqualsTheSourceAndAsksForAFewOnly()
    {
        var market = new Market(600);
        var windows = new CandleWindows(market, market.Time);
        for (var i = 0; i < 11; i++)
        {
            await market.ShouldBeTheSameAsync(windows, 300);
            market.Close(1);
        }

        market.Requests.Select(r => r.Limit).Should().Equal([300, .. Enumerable.Repeat(4, 10)], "one candle is missing, and three are compared");
    }

    [Fact]
    public void GetCandles_WhateverPassesInBetween_EqualsTheSource() => Property.Holds(Gen.ArrayOf(Gen.Choose(0, 2_000)), tests: 60, steps =>
    {
        var market = new Market(700);
        var windows = new CandleWindows(market, market.Time);
        foreach (var step in steps)
        {
            switch (step % 7)
            {
                case 0:
                    market.Time.Advance(TimeSpan.FromSeconds(step % 200));
                    break;
                case 1:
                    market.Correct(step % 40);
                    market.Time.Advance(TimeSpan.FromHours(3));
                    break;
                default:
                    market.Close(step % 7 == 2 ? step % 400 : 1);
                    break;
            }

            market.ShouldBeTheSameAsync(windows, 50 + (step % 5 * 40)).GetAwaiter().GetResult();
        }
    });

    [Fact]
    public async Task GetCandles_SeveralStrategiesOfOnePair_AreOneRequest()
    {
        var market = new Market(600);
        var windows = new CandleWindows(market, market.Time);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => windows.GetCandlesAsync("BTC/USDT", SomeCandles.FiveMinutes, 300)));

        market.Requests.Should().ContainSingle();
        answers.Should().OnlyContain(candles => candles.Count == 300);
    }

    [Fact]
    public async Task GetCandles_NothingHasClosedSince_AsksNothing()
    {
        var market = new Market(600);
        var windows = new CandleWindows(market, market.Time);
        await market.ShouldBeTheSameAsync(windows, 300);
        market.Time.Advance(TimeSpan.FromSeconds(200));

        await market.ShouldBeTheSameAsync(windows, 300);

        market.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task GetCandles_HistoryThatWasCorrected_IsRequestedWhole()
    {
        var market = new Market(600);
        var windows = new CandleWindows(market, market.Time);
        await market.ShouldBeTheSameAsync(windows, 300);
        market.Correct(1);
        market.Close(1);

        await market.ShouldBeTheSameAsync(windows, 300);

        market.Requests.Select(r => r.Limit).Should().Equal(300, 4, 300);
    }

    [Fact]
    public async Task GetCandles_SourceThatFails_FailsAndIsAskedAgain()
    {
        var market = new Market(600);
        var windows = new CandleWindows(market, market.Time);
        await market.ShouldBeTheSameAsync(windows, 300);
        market.Close(1);
        market.Fault = new CandleSourceException(CandleSourceError.Unavailable, "busy");

        var asking = () => windows.GetCandlesAsync("BTC/USDT", SomeCandles.FiveMinutes, 300);

        await asking.Should().ThrowAsync<CandleSourceException>().WithMessage("busy");
        market.Fault = null;
        await market.ShouldBeTheSameAsync(windows, 300);
    }

    /// <summary>An exchange with one pair, whose candles close as its clock goes.</summary>
    private sealed class Market : ICandleSource
    {
        private readonly List<double> _closes = [.. Enumerable.Range(0, 20_000).Select(i => 100 + (i % 37 * 0.25))];

        public Market(int closed) => Time = new(DateTimeOffset.FromUnixTimeMilliseconds(SomeCandles.At(closed).OpenTimeMs + 1_000));

        public FakeTimeProvider Time { get; }

        public List<(string Symbol, int Limit)> Requests { get; } = [];

        public Exception? Fault { get; set; }

        private int Closed => (int)((Time.GetUtcNow().ToUnixTimeMilliseconds() - SomeCandles.Start) / SomeCandles.Step);

        public void Close(int candles) => Time.Advance(TimeSpan.FromMilliseconds(candles * SomeCandles.Step));

        public void Correct(int back) => _closes[Closed - 1 - back] += 0.5;

        public async Task ShouldBeTheSameAsync(CandleWindows windows, int limit)
        {
            var kept = await windows.GetCandlesAsync("BTC/USDT", SomeCandles.FiveMinutes, limit);
            var expected = Newest("BTC/USDT", limit);
            (kept.Symbol, kept.Timeframe, kept.MarketStep).Should().Be((expected.Symbol, expected.Timeframe, expected.MarketStep));
            Enumerable.Range(0, kept.Count).Select(i => kept[i]).Should().Equal(Enumerable.Range(0, expected.Count).Select(i => expected[i]));
        }

        public Task<CandleSeries> GetCandlesAsync(string symbol, Timeframe timeframe, int limit = 200, CancellationToken cancellationToken = default)
        {
            lock (Requests)
            {
                Requests.Add((symbol, limit));
            }

            return Fault is { } fault ? throw fault : Task.FromResult(Newest(symbol, limit));
        }

        private CandleSeries Newest(string symbol, int limit) =>
            CandleSeries.FromCandles(symbol, SomeCandles.FiveMinutes, Enumerable.Range(Math.Max(0, Closed - limit), Math.Min(Closed, limit)).Select(i => SomeCandles.At(i, _closes[i])));
    }
}
