using AgentBridge.Exchanges;
using AgentBridge.ExchangeSimulator;
using AgentBridge.Market;
using AgentBridge.Tests.ExchangeSimulator;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Exchanges;

/// <summary>The feed over the simulator's kline stream, on a clock that the test moves.</summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed class BinanceCandleFeedTests
{
    private const string Klines = "/api/v3/klines";

    [Fact]
    public async Task Follow_RestStopsAnswering_TheStreamDeliversTheSameClosedCandles()
    {
        await using var exchange = await StartAsync();
        await using var follow = new Following(exchange);
        await follow.ConnectedAsync();
        exchange.Host.Control.AddFault(new SimulatedFault { Kind = SimulatedFaultKind.Status, Status = 503, Count = 1_000_000, PathPrefix = Klines });

        Candle[] pushed = [await follow.NextAsync(), await follow.NextAsync(), await follow.NextAsync()];

        exchange.Host.Control.ClearFaults();
        pushed.Should().Equal((await exchange.KlinesAsync()).Where(c => c.OpenTimeMs >= Exchange.Noon.ToUnixTimeMilliseconds()).Take(3), "the candle that ran at the start is the first to close");
    }

    [Fact]
    public async Task Follow_StreamThatIsSilent_IsFetchedAfterTheClose()
    {
        await using var exchange = await StartAsync();
        var silent = new Uri($"ws://127.0.0.1:{exchange.Host.Port}/ws/nothing@none?x=");
        await using var follow = new Following(exchange, streamUrl: silent);

        var first = await follow.NextAsync();
        var second = await follow.NextAsync();

        (await exchange.KlinesAsync()).Where(c => c.OpenTimeMs >= Exchange.Noon.ToUnixTimeMilliseconds()).Take(2).Should().Equal(first, second);
    }

    [Fact]
    public async Task Follow_AfterACandle_GivesThoseSinceFirst()
    {
        await using var exchange = await StartAsync();
        var before = (await exchange.KlinesAsync())[..^1];
        await using var follow = new Following(exchange, before[^4].OpenTimeMs);

        foreach (var expected in before[^3..])
        {
            (await follow.NextAsync()).Should().Be(expected);
        }

        (await follow.NextAsync()).OpenTimeMs.Should().Be(before[^1].OpenTimeMs + Exchange.Step);
    }

    [Fact]
    public async Task Follow_ConnectionThatBreaks_ComesBackAndMissesNothing()
    {
        await using var exchange = await StartAsync();
        await using var follow = new Following(exchange);
        var taken = new List<Candle> { await follow.NextAsync() };

        // The next connections fail for longer than a candle: meanwhile the source is polled.
        exchange.Host.Control.AddFault(new SimulatedFault { Kind = SimulatedFaultKind.Drop, Count = 100, PathPrefix = "/ws" });
        exchange.Host.Control.CutSockets();
        for (var i = 0; i < 4; i++)
        {
            taken.Add(await follow.NextAsync());
        }

        taken.Select(c => c.OpenTimeMs).Should().Equal(Enumerable.Range(0, 5).Select(i => Exchange.Noon.ToUnixTimeMilliseconds() + (i * Exchange.Step)), "each once, none missing");
        taken.Should().BeSubsetOf(await exchange.KlinesAsync());
        follow.Messages.Should().NotBeEmpty().And.OnlyContain(line => !line.Contains('\n'));
    }

    [Fact]
    public async Task Follow_NoStreamAtAll_IsFetchedAllTheSame()
    {
        await using var exchange = await StartAsync();
        exchange.Host.Control.AddFault(new SimulatedFault { Kind = SimulatedFaultKind.Status, Status = 404, Count = 100_000, PathPrefix = "/ws" });
        await using var follow = new Following(exchange);

        var first = await follow.NextAsync();
        var second = await follow.NextAsync();

        (first.OpenTimeMs, second.OpenTimeMs).Should().Be((Exchange.Noon.ToUnixTimeMilliseconds(), Exchange.Noon.ToUnixTimeMilliseconds() + Exchange.Step));
        (await exchange.KlinesAsync()).Should().Contain([first, second]);
    }

    [Fact]
    public async Task Follow_SymbolThatTheExchangeLacks_EndsWithItsWords()
    {
        await using var exchange = await StartAsync();
        await using var follow = new Following(exchange, symbol: "ETH/USDT");

        await FluentActions.Awaiting(() => follow.NextAsync()).Should().ThrowAsync<CandleSourceException>().WithMessage("*Invalid symbol*");
    }

    [Theory]
    [InlineData("BTCUSDT", "5m", "*is not a spot pair*")]
    [InlineData("BTC/USDT", "7m", "the exchange has no timeframe 7m*")]
    public async Task Follow_WhatNoExchangeHas_IsRefusedAtOnce(string symbol, string timeframe, string message)
    {
        await using var exchange = await StartAsync();
        await using var follow = new Following(exchange, symbol: symbol, timeframe: timeframe);

        (await FluentActions.Awaiting(() => follow.NextAsync()).Should().ThrowAsync<CandleSourceException>().WithMessage(message)).Which.IsFinal.Should().BeTrue();
    }

    [Fact]
    public async Task Follow_Cancelled_EndsAndClosesItsConnection()
    {
        await using var exchange = await StartAsync();
        await using var follow = new Following(exchange);
        _ = await follow.NextAsync();

        await follow.Cancel.CancelAsync();

        await FluentActions.Awaiting(() => follow.NextAsync()).Should().ThrowAsync<OperationCanceledException>();

        // A hang here is the failure: the connection would stay open forever.
        while (exchange.Host.Control.OpenSockets > 0)
        {
            await Task.Delay(5);
        }
    }

    private static Task<Exchange> StartAsync() => Exchange.StartAsync(Exchange.Walk(120), 59, o => o with { PriceClock = PriceClockStart.AtBoundary }, startSec: 250);

    /// <summary>Reads the feed; while it waits, the exchange's clock advances.</summary>
    private sealed class Following : IAsyncDisposable
    {
        private readonly Exchange _exchange;
        private readonly IAsyncEnumerator<Candle> _candles;
        private readonly HttpClient _http = ExchangeHttp.CreateClient();
        private Task<bool>? _next;

        public Following(Exchange exchange, long? afterOpenMs = null, string symbol = "BTC/USDT", string timeframe = "5m", Uri? streamUrl = null)
        {
            _exchange = exchange;
            var options = new BinanceOptions { BaseUrl = exchange.Host.Url, RetryDelay = TimeSpan.FromMilliseconds(1), RequestInterval = TimeSpan.Zero, RequestTimeout = TimeSpan.FromDays(1) };
            var source = new BinanceCandleSource(new BinanceClient(_http, options, exchange.Time));
            var feed = new BinanceCandleFeed(_http, source, exchange.Time) { StreamUrl = streamUrl ?? new Uri($"ws://127.0.0.1:{exchange.Host.Port}"), Failed = Messages.Add };
            _candles = feed.FollowAsync(symbol, Timeframe.Parse(timeframe), afterOpenMs, Cancel.Token).GetAsyncEnumerator();
        }

        public CancellationTokenSource Cancel { get; } = new();

        public List<string> Messages { get; } = [];

        /// <summary>Returns when the connection is open and the source has been polled; the clock does not move.</summary>
        public async Task ConnectedAsync()
        {
            _next = _candles.MoveNextAsync().AsTask();
            while (_exchange.Host.Control.OpenSockets == 0 || !_exchange.Host.Control.RequestCounts.ContainsKey(Klines))
            {
                await Task.Delay(5);
            }
        }

        public async Task<Candle> NextAsync()
        {
            var next = _next ?? _candles.MoveNextAsync().AsTask();
            _next = null;
            for (var i = 0; !next.IsCompleted; i++)
            {
                i.Should().BeLessThan(20_000, "a candle was expected");
                await Task.WhenAny(next, Task.Delay(2));
                if (!next.IsCompleted)
                {
                    _exchange.Advance(0.5);
                }
            }

            (await next).Should().BeTrue("a feed never ends by itself");
            return _candles.Current;
        }

        public async ValueTask DisposeAsync()
        {
            await Cancel.CancelAsync();
            try
            {
                await _candles.DisposeAsync();
            }
            catch (NotSupportedException)
            {
                // A step is still running; the cancellation ends it.
            }

            _http.Dispose();
            Cancel.Dispose();
        }
    }
}
