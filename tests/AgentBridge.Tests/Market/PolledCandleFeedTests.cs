using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Market;

/// <summary>A feed over a market whose candles close by the test's clock; every wait ends at once and advances the clock.</summary>
public sealed class PolledCandleFeedTests
{
    private static readonly Timeframe Five = SomeCandles.FiveMinutes;

    [Fact]
    public async Task Follow_FromNow_GivesEachCandleOnceAsItCloses()
    {
        var market = new Market();

        var candles = await market.TakeAsync(50);

        candles.Should().Equal(Enumerable.Range(100, 50).Select(i => SomeCandles.At(i)), "candle 99 was the newest closed one at the start");
        market.Time.GetUtcNow().ToUnixTimeMilliseconds().Should().BeGreaterThanOrEqualTo(candles[^1].OpenTimeMs + Five.Milliseconds);
        market.Asked.Should().BeLessThan(110, "it polls once after a close, not continuously");
    }

    [Fact]
    public async Task Follow_AfterACandle_GivesWhatCameSinceFirst()
    {
        var market = new Market();

        var candles = await market.TakeAsync(30, SomeCandles.At(80).OpenTimeMs);

        candles.Should().Equal(Enumerable.Range(81, 30).Select(i => SomeCandles.At(i)));
    }

    [Fact]
    public async Task Follow_ResumedAnywhere_LosesNoneAndRepeatsNone()
    {
        var market = new Market();
        var taken = await market.TakeAsync(5);
        for (var i = 0; i < 10; i++)
        {
            taken.AddRange(await market.TakeAsync(3, taken[^1].OpenTimeMs));
        }

        taken.Should().Equal(Enumerable.Range(100, 35).Select(i => SomeCandles.At(i)));
    }

    [Fact]
    public async Task Follow_CandleThatComesLate_IsWaitedForAndNeverGivenEarly()
    {
        var market = new Market { LateMs = 47_000 };

        var candles = await market.TakeAsync(10);

        candles.Should().Equal(Enumerable.Range(99, 10).Select(i => SomeCandles.At(i)));
        market.Early.Should().Be(0);
    }

    [Fact]
    public async Task Follow_SourceFails_GoesOnWhereItWas()
    {
        var market = new Market();
        market.Faults.Enqueue(new CandleSourceException(CandleSourceError.Unavailable, "busy"));
        market.Faults.Enqueue(new CandleSourceException(CandleSourceError.BadData, "<html>"));
        market.Faults.Enqueue(new CandleSourceException(CandleSourceError.Unavailable, "banned") { RetryAfter = TimeSpan.FromHours(2) });
        market.Faults.Enqueue(new CandleSourceException(CandleSourceError.Stale, "CANDLES_STALE"));
        var reported = new List<string>();

        var candles = await market.TakeAsync(40, SomeCandles.At(99).OpenTimeMs, reported.Add);

        candles.Should().Equal(Enumerable.Range(100, 40).Select(i => SomeCandles.At(i)));
        reported.Should().Equal("busy", "<html>", "banned", "CANDLES_STALE");
        market.AskedWhileBanned.Should().Be(0);
    }

    [Fact]
    public async Task Follow_RefusedForGood_Ends()
    {
        var market = new Market();
        market.Faults.Enqueue(new CandleSourceException(CandleSourceError.BadData, "no such symbol") { IsFinal = true });

        await FluentActions.Awaiting(() => market.TakeAsync(1)).Should().ThrowAsync<CandleSourceException>().WithMessage("no such symbol");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-30)]
    public async Task Follow_GapThatTheSourceCanNotFill_IsReportedAndNotSkipped(int first)
    {
        var market = new Market { First = 60 };

        var follow = () => market.TakeAsync(1, SomeCandles.At(first).OpenTimeMs);

        (await follow.Should().ThrowAsync<CandleSourceException>()).WithMessage("BTC/USDT 5m: the candles from * are not available from the source; start after them").Which.IsFinal.Should().BeTrue();
    }

    [Fact]
    public async Task Follow_GapOfYears_IsRefusedWithoutARequest()
    {
        var market = new Market();

        await FluentActions.Awaiting(() => market.TakeAsync(1, 0)).Should().ThrowAsync<CandleSourceException>().WithMessage("*not available*");

        market.Asked.Should().Be(0);
    }

    [Fact]
    public async Task Follow_OffTheGrid_IsRefused() =>
        await FluentActions.Awaiting(() => new Market().TakeAsync(1, SomeCandles.Start + 1)).Should().ThrowAsync<ArgumentException>();

    [Fact]
    public async Task Follow_Cancelled_Ends()
    {
        var market = new Market();
        using var cancel = new CancellationTokenSource();
        var taken = 0;

        var follow = async () =>
        {
            await foreach (var candle in new PolledCandleFeed(market, market.Time).FollowAsync("BTC/USDT", Five, cancellationToken: cancel.Token))
            {
                if (++taken == 3)
                {
                    await cancel.CancelAsync();
                }
            }
        };

        await follow.Should().ThrowAsync<OperationCanceledException>();
        taken.Should().Be(3);
    }

    [Fact]
    public async Task Follow_ClockFarBehindTheExchange_StillGivesEveryCandle()
    {
        var market = new Market { AheadMs = 20 * Five.Milliseconds };

        var candles = await market.TakeAsync(40, SomeCandles.At(99).OpenTimeMs);

        candles.Should().Equal(Enumerable.Range(100, 40).Select(i => SomeCandles.At(i)));
    }

    /// <summary>A market on the test's clock.</summary>
    private sealed class Market : ICandleSource
    {
        private DateTimeOffset _bannedUntil;

        public InstantTime Time { get; } = new(DateTimeOffset.FromUnixTimeMilliseconds(SomeCandles.At(100).OpenTimeMs + 2_000));

        public Queue<CandleSourceException> Faults { get; } = new();

        /// <summary>How long after its close a candle is available.</summary>
        public long LateMs { get; init; }

        /// <summary>How far the exchange's clock is ahead.</summary>
        public long AheadMs { get; init; }

        /// <summary>The first available candle.</summary>
        public int First { get; init; }

        public int Asked { get; private set; }

        public int AskedWhileBanned { get; private set; }

        public int Early { get; private set; }

        public async Task<List<Candle>> TakeAsync(int count, long? afterOpenMs = null, Action<string>? failed = null)
        {
            var taken = new List<Candle>();
            var feed = new PolledCandleFeed(this, Time) { Failed = failure => failed?.Invoke(failure.Message) };
            await foreach (var candle in feed.FollowAsync("BTC/USDT", Five, afterOpenMs))
            {
                taken.Add(candle);
                Early += candle.OpenTimeMs + Five.Milliseconds + LateMs > Time.GetUtcNow().ToUnixTimeMilliseconds() + AheadMs ? 1 : 0;
                if (taken.Count == count)
                {
                    break;
                }
            }

            return taken;
        }

        public Task<CandleSeries> GetCandlesAsync(string symbol, Timeframe timeframe, int limit = 200, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Asked++;
            AskedWhileBanned += Time.GetUtcNow() < _bannedUntil ? 1 : 0;
            if (Faults.TryDequeue(out var fault))
            {
                _bannedUntil = Time.GetUtcNow() + (fault.RetryAfter ?? TimeSpan.Zero);
                throw fault;
            }

            var closed = (int)((Time.GetUtcNow().ToUnixTimeMilliseconds() + AheadMs - LateMs - SomeCandles.Start) / Five.Milliseconds);
            var first = Math.Max(First, closed - limit);
            return Task.FromResult(CandleSeries.FromCandles(symbol, timeframe, Enumerable.Range(first, closed - first).Select(i => SomeCandles.At(i))));
        }
    }
}
