using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using AgentBridge.Exchanges;
using AgentBridge.Market;
using AgentBridge.Tests.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Exchanges;

public sealed class BinanceCandleSourceTests
{
    [Fact]
    public async Task GetCandles_RunningCandle_IsDroppedAndOneMoreIsAskedFor()
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 500);

        var candles = await Source(server).GetCandlesAsync("BTC/USDT", SomeCandles.FiveMinutes);

        SomeCandles.ToList(candles).Should().Equal(server.Candles.GetRange(300, 200));
        server.Requests.Should().Equal("/api/v3/time", "/api/v3/klines?symbol=BTCUSDT&interval=5m&limit=201");
    }

    [Theory]
    [InlineData("0.00100000", 3)]
    [InlineData("0.00000000", -1)] // the filter is off
    [InlineData("free", -1)]
    public async Task GetCandles_ExchangeWithAPriceStep_IsTheSeriesMarketStep(string tick, int decimals)
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 30);
        server.TickSize = tick;

        var candles = await Source(server).GetCandlesAsync("BTC/USDT", SomeCandles.FiveMinutes, 10);

        candles.MarketStep.Should().Be(decimals < 0 ? PriceStep.Unknown : PriceStep.OfDecimals(decimals));
    }

    [Fact]
    public async Task GetCandles_StepIsNamed_IsNotAskedFor()
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 30);
        server.TickSize = "0.001";

        var candles = await new BinanceCandleSource(server.Client()) { MarketStep = PriceStep.OfDecimals(1) }.GetCandlesAsync("BTC/USDT", SomeCandles.FiveMinutes, 10);

        candles.MarketStep.Should().Be(PriceStep.OfDecimals(1));
    }

    [Fact]
    public async Task GetCandles_ExchangeWithoutAPriceStep_IsReportedOnceAndTheCandlesAreReturned()
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 30);
        server.TickSize = null;
        var messages = new List<string>();
        var source = new BinanceCandleSource(server.Client()) { PriceStepUnavailable = messages.Add };

        for (var i = 0; i < 3; i++)
        {
            (await source.GetCandlesAsync("BTC/USDT", SomeCandles.FiveMinutes, 10)).MarketStep.IsKnown.Should().BeFalse();
            server.TimeMs += 100;
        }

        messages.Should().ContainSingle().Which.Should().Contain("BTC/USDT").And.Contain("404");
    }

    [Theory]
    [InlineData(0, 9)] // The server's time is the close of candle 9 to the millisecond: its close time (…999) lies before it.
    [InlineData(-1, 8)] // One millisecond earlier it has not closed.
    public async Task GetCandles_AtTheBoundary_TheExchangesClockDecides(int offsetMs, int lastClosed)
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 10);
        server.TimeMs = SomeCandles.Start + (10 * SomeCandles.Step) + offsetMs;

        var candles = await Source(server).GetCandlesAsync("BTC/USDT", SomeCandles.FiveMinutes, 5);

        candles.OpenTimes[^1].Should().Be(SomeCandles.Start + (lastClosed * SomeCandles.Step));
        candles.Count.Should().Be(5 - (9 - lastClosed));
    }

    [Fact]
    public async Task GetCandles_MoreThanAPage_ComeInPages()
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 3_500);

        var candles = await Source(server).GetCandlesAsync("BTC/USDT", SomeCandles.FiveMinutes, 2_500);

        SomeCandles.ToList(candles).Should().Equal(server.Candles.GetRange(1_000, 2_500));
        server.KlineRequests.Should().Be(3);
    }

    [Theory]
    [InlineData(999, 1)]
    [InlineData(1_000, 2)]
    [InlineData(100_000, 2)]
    public async Task GetCandles_MoreThanThereAre_GivesAll(int limit, int requests)
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 1_200);

        var candles = await Source(server).GetCandlesAsync("BTC/USDT", SomeCandles.FiveMinutes, limit);

        candles.Count.Should().Be(Math.Min(limit, 1_200));
        server.KlineRequests.Should().Be(requests);
    }

    [Fact]
    public async Task GetCandles_GapOnTheExchange_IsFilledFlatAndReported()
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 300);
        server.Candles.RemoveRange(250, 3);
        CandleQualityReport? report = null;

        var candles = await Source(server, FakeBinance.Fast with { QualityReported = found => report = found }).GetCandlesAsync("BTC/USDT", SomeCandles.FiveMinutes);

        candles.Count.Should().Be(200);
        candles[152].IsFlat(candles[149].Close).Should().BeTrue();
        report!.Missing.Should().Be(3);
    }

    [Fact]
    public async Task GetCandles_ExchangesClockAskedOnce_IsCarriedOnAndRefreshed()
    {
        await using var server = await FakeBinance.StartAsync();
        var time = new InstantTime(DateTimeOffset.UnixEpoch);
        server.FillTo(closed: 300);
        var source = new BinanceCandleSource(server.Client(FakeBinance.Fast with { RequestTimeout = TimeSpan.FromDays(1) }, time));
        await source.GetCandlesAsync("BTC/USDT", SomeCandles.FiveMinutes);

        // The local wall clock is in 1970; five minutes later, the running candle has closed.
        time.Advance(TimeSpan.FromMinutes(5));
        var second = await source.GetCandlesAsync("BTC/USDT", SomeCandles.FiveMinutes);
        server.TimeMs += 600_000;
        time.Advance(TimeSpan.FromMinutes(5));
        await source.GetCandlesAsync("BTC/USDT", SomeCandles.FiveMinutes);

        second.OpenTimes[^1].Should().Be(server.Candles[300].OpenTimeMs);
        server.Requests.Count(request => request is "/api/v3/time").Should().Be(2);
    }

    [Fact]
    public async Task GetCandles_ExchangeWithoutAClock_GivesNoCandles()
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 300);
        server.TimeFaults.Enqueue(FakeBinance.Status(404));

        await ShouldFailAsync(Source(server), CandleSourceError.Unavailable, "*/api/v3/time: status 404*");
    }

    [Theory]
    [InlineData("""{"serverTime":"soon"}""")]
    [InlineData("""{"serverTime":-1}""")]
    [InlineData("{}")]
    [InlineData("[]")]
    public async Task GetCandles_GarbledClock_GivesNoCandles(string body)
    {
        await using var server = await FakeBinance.StartAsync();
        server.TimeFaults.Enqueue(FakeBinance.Body(body));

        await ShouldFailAsync(Source(server), CandleSourceError.BadData, "*/api/v3/time: the answer*is not what Binance sends*");
    }

    [Fact]
    public async Task GetCandles_LastCloseOlderThanTwoTimeframes_IsStale()
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 300);
        server.Candles.RemoveAt(300);
        server.TimeMs = SomeCandles.Start + (302 * SomeCandles.Step);
        (await Source(server).GetCandlesAsync("BTC/USDT", SomeCandles.FiveMinutes)).Count.Should().Be(200, "two timeframes old is not yet older");
        server.TimeMs++;

        await ShouldFailAsync(Source(server), CandleSourceError.Stale, "CANDLES_STALE: *closed at 2025-06-02T13:00:00.000Z, 600 s before*");
    }

    [Fact]
    public async Task GetCandles_UnknownSymbol_ReportsTheExchangesMessage()
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 300);

        await ShouldFailAsync(Source(server), CandleSourceError.BadData, "*symbol=XYZUSDT*Invalid symbol. (code -1121, status 400)", "XYZ/USDT");
        server.KlineRequests.Should().Be(1, "a refusal is not repeated");
    }

    [Theory]
    [InlineData("BTCUSDT")]
    [InlineData("btc/usdt")]
    [InlineData("BTC/USDT:USDT")]
    [InlineData("BTC/")]
    [InlineData("/USDT")]
    [InlineData("BTC/USDT&limit=5")]
    public async Task GetCandles_MisspelledPair_IsRefusedBeforeAsking(string pair)
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 300);

        await ShouldFailAsync(Source(server), CandleSourceError.BadData, "*is not a spot pair; write BASE/QUOTE*", pair);
        server.KlineRequests.Should().Be(0);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(408)]
    public async Task GetCandles_ServerErrorThenAnswer_Succeeds(int status)
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 300);
        server.KlineFaults.Enqueue(FakeBinance.Status(status, "<html>busy</html>"));
        server.TimeFaults.Enqueue(FakeBinance.Status(status));

        (await Source(server).GetCandlesAsync("BTC/USDT", SomeCandles.FiveMinutes)).Count.Should().Be(200);

        server.Requests.Should().HaveCount(4);
    }

    [Fact]
    public async Task GetCandles_ServerErrorsOnly_GivesUpAfterTheRetries()
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 300);
        Repeat(9, () => server.KlineFaults.Enqueue(FakeBinance.Status(503, "<html>\nbusy</html>")));

        await ShouldFailAsync(Source(server), CandleSourceError.Unavailable, "*status 503 '<html>?busy</html>'");
        server.KlineRequests.Should().Be(5);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(418)]
    public async Task GetCandles_TooManyRequests_WaitsAsLongAsAsked(int status)
    {
        await using var server = await FakeBinance.StartAsync();
        var time = new InstantTime(DateTimeOffset.UnixEpoch);
        server.FillTo(closed: 300);
        server.KlineFaults.Enqueue(FakeBinance.Status(status, retryAfter: "3"));
        server.KlineFaults.Enqueue(FakeBinance.Status(status, retryAfter: DateTimeOffset.UnixEpoch.AddSeconds(7).ToString("R")));
        server.KlineFaults.Enqueue(FakeBinance.Status(status));
        var client = server.Client(FakeBinance.Fast with { RequestTimeout = TimeSpan.FromDays(1), RetryDelay = TimeSpan.FromMilliseconds(100) }, time);

        (await new BinanceCandleSource(client).GetCandlesAsync("BTC/USDT", SomeCandles.FiveMinutes)).Count.Should().Be(200);

        // The date of the second answer is 4 s later; the third names no wait, so 100 ms is doubled twice.
        time.Waits.Should().Equal(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4), TimeSpan.FromMilliseconds(400));
    }

    [Fact]
    public async Task GetCandles_BannedForLongerThanWeWait_FailsAtOnceAndSaysHowLong()
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 300);
        server.KlineFaults.Enqueue(FakeBinance.Status(418, """{"code":-1003,"msg":"Way too much request weight used; IP banned."}""", retryAfter: "86400"));

        await ShouldFailAsync(Source(server), CandleSourceError.Unavailable, "*too many requests: Way too much request weight used; IP banned. (code -1003, status 418); it asks to wait 86400 s, so no request before 20??-??-??T??:??:??.???Z");
        server.KlineRequests.Should().Be(1);
    }

    [Theory]
    [InlineData(418)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task GetCandles_RetryAfterGiven_SendsNothingUntilItHasPassed(int status)
    {
        await using var server = await FakeBinance.StartAsync();
        var time = new InstantTime(DateTimeOffset.UnixEpoch);
        server.FillTo(closed: 300);
        server.TimeFaults.Enqueue(FakeBinance.Status(status, retryAfter: "120"));
        var source = SourceWithoutWaits(server, time);

        var first = await FailureAsync(source);
        time.Advance(TimeSpan.FromSeconds(30));
        var second = await FailureAsync(source);
        server.Requests.Should().HaveCount(1, "the time is requested first, and the wait applies to the klines, too");
        time.Advance(TimeSpan.FromSeconds(91));
        (await source.GetCandlesAsync("BTC/USDT", SomeCandles.FiveMinutes)).Count.Should().Be(200);

        (first.RetryAfter, second.RetryAfter).Should().Be((TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(90)));
        second.Message.Should().Be(first.Message).And.Contain("no request before 1970-01-01T00:02:00.000Z");
        time.Waits.Should().BeEmpty("no caller waits for two minutes");
    }

    [Theory]
    [InlineData(418, "7200", 7_200d)]
    [InlineData(418, " 90.5 ", 90.5)]
    [InlineData(429, "99999999", 259_200d)]
    [InlineData(418, "99999999999999999999999999999", 259_200d)]
    [InlineData(418, "Fri, 31 Dec 9999 23:59:59 GMT", 259_200d)]
    [InlineData(418, "Thu, 01 Jan 1970 00:01:30 GMT", 90d)]
    [InlineData(418, "Thursday, 01-Jan-70 00:01:30 GMT", 90d)]
    [InlineData(418, "Thu Jan  1 00:01:30 1970", 90d)]
    [InlineData(500, "45", 45d)]
    [InlineData(503, "99999999", 300d)]
    [InlineData(418, "soon", 60d)] // After the retries: a default of one minute.
    [InlineData(418, "-7200", 60d)]
    [InlineData(418, "0", 60d)]
    [InlineData(418, "NaN", 60d)]
    [InlineData(429, "Wed, 31 Dec 1969 23:00:00 GMT", 60d)]
    [InlineData(429, "", 60d)]
    [InlineData(503, "soon", null)]
    public async Task GetCandles_AnyRetryAfter_IsReadAndCapped(int status, string header, double? seconds)
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 300);
        Repeat(5, () => server.TimeFaults.Enqueue(FakeBinance.Status(status, retryAfter: header)));

        // With a budget of zero, so that retries do not wait and no longer wait is sat out.
        var time = new StandingTime();
        var client = server.Client(FakeBinance.Fast with { RetryDelay = TimeSpan.FromTicks(1), MaxRetryDelay = TimeSpan.FromTicks(16) }, time);
        var failure = await FailureAsync(new BinanceCandleSource(client));

        failure.RetryAfter.Should().Be(seconds is { } s ? TimeSpan.FromSeconds(s) : null);
        failure.IsFinal.Should().BeFalse();
    }

    [Fact]
    public async Task GetCandles_ServerErrorsThatAskToWait_AreSatOutForTheBudgetAndNoLonger()
    {
        await using var server = await FakeBinance.StartAsync();
        var time = new InstantTime(DateTimeOffset.UnixEpoch);
        server.FillTo(closed: 300);
        Repeat(9, () => server.TimeFaults.Enqueue(FakeBinance.Status(503, retryAfter: "12")));
        var client = server.Client(new BinanceOptions { RequestTimeout = TimeSpan.FromDays(1), RequestInterval = TimeSpan.Zero }, time);

        var failure = await FailureAsync(new BinanceCandleSource(client));

        time.Waits.Should().Equal(TimeSpan.FromSeconds(12), TimeSpan.FromSeconds(12));
        server.Requests.Should().HaveCount(3);
        failure.RetryAfter.Should().Be(TimeSpan.FromSeconds(12));
    }

    [Theory]
    [InlineData(301, "file:///etc/passwd")]
    [InlineData(302, "javascript:alert(1)")]
    [InlineData(302, "data:,x")]
    [InlineData(307, "/api/v3/time?again")]
    [InlineData(308, "//other.example/")]
    [InlineData(302, "http://[::1")]
    [InlineData(303, "")]
    [InlineData(300, "ftp://x/")]
    public async Task GetCandles_Redirect_IsNotFollowed(int status, string target)
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 300);
        server.TimeFaults.Enqueue(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = target;
            return Task.CompletedTask;
        });

        var failure = await FailureAsync(Source(server));

        failure.Message.Should().Contain($"status {status}").And.NotContain("\n");
        (failure.Error, failure.IsFinal).Should().Be((CandleSourceError.Unavailable, true));
        server.Requests.Should().HaveCount(1);
    }

    [Theory]
    [InlineData(400, """{"code":-1121,"msg":"Invalid symbol."}""", true)]
    [InlineData(401, "", true)]
    [InlineData(403, "<html>", true)]
    [InlineData(404, "", true)]
    [InlineData(451, """{"code":0,"msg":"Service unavailable from a restricted location"}""", true)]
    [InlineData(408, "", false)]
    [InlineData(500, "", false)]
    [InlineData(503, "<html>", false)]
    [InlineData(204, "", false)]
    public async Task GetCandles_Refused_SaysWhetherAskingAgainIsOfUse(int status, string body, bool isFinal)
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 300);
        Repeat(5, () => server.KlineFaults.Enqueue(FakeBinance.Status(status, status == 204 ? string.Empty : body)));

        (await FailureAsync(Source(server))).IsFinal.Should().Be(isFinal);

        server.KlineRequests.Should().Be(isFinal ? 1 : 5);
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task GetCandles_BanWithABodyThatNeverEnds_IsObeyed()
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 300);
        server.TimeFaults.Enqueue(async context =>
        {
            context.Response.StatusCode = 418;
            context.Response.Headers.RetryAfter = "3600";
            await FakeBinance.Stall()(context);
        });

        var failure = await FailureAsync(Source(server, FakeBinance.Fast with { RequestTimeout = TimeSpan.FromMilliseconds(700) }));

        failure.Message.Should().Contain("it asks to wait 3600 s");
        server.Requests.Should().HaveCount(1);
    }

    [Fact]
    public async Task GetCandles_TimeThatDoesNotFitTheCandles_IsAskedAnew()
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 300);
        server.TimeFaults.Enqueue(FakeBinance.Body("""{"serverTime":1}"""));
        server.TimeFaults.Enqueue(FakeBinance.Body("""{"serverTime":253402300799999}"""));
        var source = Source(server);

        await ShouldFailAsync(source, CandleSourceError.BadData, "*no closed 5m candle*");
        await ShouldFailAsync(source, CandleSourceError.Stale, "CANDLES_STALE*");

        (await source.GetCandlesAsync("BTC/USDT", SomeCandles.FiveMinutes)).Count.Should().Be(200);
    }

    [Fact]
    public async Task GetCandles_ConnectionCutInTheBody_IsRepeated()
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 300);
        Repeat(3, () => server.KlineFaults.Enqueue(FakeBinance.Cut()));

        (await Source(server).GetCandlesAsync("BTC/USDT", SomeCandles.FiveMinutes)).Count.Should().Be(200);
    }

    [Fact]
    public async Task GetCandles_ConnectionAlwaysCut_IsUnavailable()
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 300);
        Repeat(5, () => server.KlineFaults.Enqueue(FakeBinance.Cut()));

        await ShouldFailAsync(Source(server), CandleSourceError.Unavailable, "*/api/v3/klines*");
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task GetCandles_ServerHangsOrStalls_TimesOutAndRepeats()
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 300);
        var source = Source(server, FakeBinance.Fast with { RequestTimeout = TimeSpan.FromMilliseconds(700), MaxRetries = 2 });
        await source.GetCandlesAsync("BTC/USDT", SomeCandles.FiveMinutes);
        server.KlineFaults.Enqueue(FakeBinance.Hang());
        server.KlineFaults.Enqueue(FakeBinance.Stall());
        (await source.GetCandlesAsync("BTC/USDT", SomeCandles.FiveMinutes)).Count.Should().Be(200);

        Repeat(3, () => server.KlineFaults.Enqueue(FakeBinance.Hang()));
        await ShouldFailAsync(source, CandleSourceError.Unavailable, "*no answer within 0.7 s");
    }

    [Fact]
    public async Task GetCandles_NoServer_IsUnavailable()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var url = new Uri($"http://{listener.LocalEndpoint}");
        listener.Stop();
        using var http = new HttpClient();
        var source = new BinanceCandleSource(new BinanceClient(http, FakeBinance.Fast with { BaseUrl = url, MaxRetries = 1 }, TimeProvider.System));

        await ShouldFailAsync(source, CandleSourceError.Unavailable, $"{url}api/v3/time: *");
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>login</html>")]
    [InlineData("{}")]
    [InlineData("[[1748779200000]]")]
    [InlineData("[[1748779200000,\"1\",\"1\",\"1\",\"1\",\"1\",1748779499999,")]
    [InlineData("[[\"1748779200000\",\"1\",\"1\",\"1\",\"1\",\"1\",1748779499999]]")]
    [InlineData("[[1748779200000,\"x\",\"1\",\"1\",\"1\",\"1\",1748779499999]]")]
    [InlineData("[[1748779200000,null,\"1\",\"1\",\"1\",\"1\",1748779499999]]")]
    [InlineData("[[-300000,\"1\",\"1\",\"1\",\"1\",\"1\",-1]]")]
    [InlineData("[5]")]
    [InlineData("[] []")]
    [InlineData("[][")]
    public async Task GetCandles_GarbledAnswer_IsBadData(string body)
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 300);
        server.KlineFaults.Enqueue(FakeBinance.Body(body));

        await ShouldFailAsync(Source(server), CandleSourceError.BadData, "*/api/v3/klines*is not what Binance sends: *");
        server.KlineRequests.Should().Be(1);
    }

    [Theory]
    [InlineData("[[1748779200000,\"1\",\"1\",\"1\",\"1\",\"1\",1748779259999]]", "*no closed 5m candle*other_length: opens at 2025-06-01T12:00:00.000Z and closes at 2025-06-01T12:00:59.999Z*")]
    [InlineData("[[1748779200001,\"1\",\"1\",\"1\",\"1\",\"1\",1748779500000]]", "*no closed 5m candle*off_grid: 2025-06-01T12:00:00.001Z*")]
    public async Task GetCandles_KlinesOfAnotherKindOnly_IsBadData(string body, string message)
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 300);
        server.KlineFaults.Enqueue(FakeBinance.Body(body));

        await ShouldFailAsync(Source(server), CandleSourceError.BadData, message);
    }

    [Fact]
    public async Task GetCandles_AStopOfTheExchange_IsAGapThatIsReported()
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 300);
        var klines = server.Candles.ConvertAll(candle => (Open: candle, Length: SomeCandles.Step));
        klines[250] = (klines[250].Open, 60_000);
        foreach (var i in Enumerable.Range(251, 5))
        {
            klines[i] = (klines[i].Open with { OpenTimeMs = klines[i].Open.OpenTimeMs + 14_789 }, SomeCandles.Step);
        }

        server.KlineFaults.Enqueue(FakeBinance.Body(FakeBinance.KlinesOf(klines.TakeLast(201))));
        CandleQualityReport? report = null;

        var candles = await Source(server, FakeBinance.Fast with { QualityReported = found => report = found }).GetCandlesAsync("BTC/USDT", SomeCandles.FiveMinutes);

        candles.Count.Should().Be(200);
        candles.OpenTimes[^1].Should().Be(server.Candles[299].OpenTimeMs);
        Enumerable.Range(0, 200).Count(i => candles[i].Volume == 0).Should().Be(6, "each became a flat candle");
        (report!.OffGrid, report.OtherLength, report.Missing, report.FindingCount).Should().Be((5, 1, 6, 7));
    }

    [Fact]
    public async Task GetCandles_MoreKlinesThanAskedFor_IsBadData()
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 300);
        server.KlineFaults.Enqueue(FakeBinance.Body(server.Klines(server.Candles)));

        await ShouldFailAsync(Source(server), CandleSourceError.BadData, "*301 klines, but 201 were requested");
    }

    [Fact]
    public async Task GetCandles_HugeAnswer_IsRefusedWithoutReadingItAll()
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 300);
        server.KlineFaults.Enqueue(async context =>
        {
            var piece = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(piece, context.RequestAborted);
            }
        });

        await ShouldFailAsync(Source(server, FakeBinance.Fast with { MaxResponseBytes = 1_000_000 }), CandleSourceError.BadData, "*longer than 1000000 bytes*");
    }

    [Fact]
    public async Task GetCandles_EmptyList_IsBadData()
    {
        await using var server = await FakeBinance.StartAsync();

        await ShouldFailAsync(Source(server), CandleSourceError.BadData, "*no closed 5m candle*");
    }

    [Fact]
    public async Task GetCandles_ImpossibleKline_StopsOrIsQuarantined()
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 300);
        server.Candles[280] = server.Candles[280] with { High = 1 };

        await ShouldFailAsync(Source(server), CandleSourceError.BadData, "*row 181: impossible: *");
        var candles = await Source(server, FakeBinance.Fast with { Policy = CandleFaultPolicy.Quarantine }).GetCandlesAsync("BTC/USDT", SomeCandles.FiveMinutes);
        candles[180].IsFlat(candles[179].Close).Should().BeTrue();
    }

    [Fact]
    public async Task GetCandles_Cancelled_EndsTheWait()
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 300);
        using var cancel = new CancellationTokenSource();
        server.KlineFaults.Enqueue(async context =>
        {
            await cancel.CancelAsync();
            await FakeBinance.Hang()(context);
        });

        await FluentActions.Awaiting(() => Source(server).GetCandlesAsync("BTC/USDT", SomeCandles.FiveMinutes, 200, cancel.Token)).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task GetCandles_ManyAtOnce_KeepTheRequestInterval()
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 300);
        var time = new InstantTime(DateTimeOffset.UnixEpoch);
        var client = server.Client(FakeBinance.Fast with { RequestTimeout = TimeSpan.FromDays(1), RequestInterval = TimeSpan.FromSeconds(1) }, time);

        for (var i = 0; i < 5; i++)
        {
            await client.GetKlinesAsync("BTC/USDT", SomeCandles.FiveMinutes, 1, null, null);
        }

        time.Waits.Should().Equal(Enumerable.Repeat(TimeSpan.FromSeconds(1), 4));
    }

    [Fact]
    public async Task GetKlines_Burst_StartsSoManyAtOnceAndKeepsTheRateAfterwards()
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 300);
        var time = new InstantTime(DateTimeOffset.UnixEpoch);
        var client = server.Client(FakeBinance.Fast with { RequestTimeout = TimeSpan.FromDays(1), RequestInterval = TimeSpan.FromSeconds(1), RequestBurst = 3 }, time);

        for (var i = 0; i < 6; i++)
        {
            await client.GetKlinesAsync("BTC/USDT", SomeCandles.FiveMinutes, 1, null, null);
        }

        time.Waits.Should().Equal(Enumerable.Repeat(TimeSpan.FromSeconds(1), 3));
        time.Advance(TimeSpan.FromSeconds(2));
        for (var i = 0; i < 3; i++)
        {
            await client.GetKlinesAsync("BTC/USDT", SomeCandles.FiveMinutes, 1, null, null);
        }

        time.Waits.Should().HaveCount(4, "two had been saved up");
    }

    [Fact]
    public async Task GetServerTime_AskedForByManyAtOnce_IsOneRequest()
    {
        await using var server = await FakeBinance.StartAsync();
        server.FillTo(closed: 300);
        var client = server.Client(FakeBinance.Fast, TimeProvider.System);

        _ = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.GetServerTimeAsync()));

        server.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task GetCandles_TimeframeTheExchangeLacks_IsRefusedWithoutAsking()
    {
        await using var server = await FakeBinance.StartAsync();

        await FluentActions.Awaiting(() => Source(server).GetCandlesAsync("BTC/USDT", Timeframe.Parse("7m"))).Should().ThrowAsync<CandleSourceException>()
            .WithMessage("the exchange has no timeframe 7m; it has 1m, 3m, 5m*");
        FluentActions.Invoking(() => BinanceClient.RequireTimeframe(Timeframe.Parse("7m"))).Should().Throw<CandleSourceException>();
        server.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("ftp://example.org")]
    [InlineData("http://user:secret@example.org")]
    [InlineData("http://example.org/?key=secret")]
    [SuppressMessage("Design", "CA1054", Justification = "Attributes take strings.")]
    public void Client_InvalidAddress_IsRefusedWithoutRepeatingIt(string url)
    {
        using var http = new HttpClient();
        var make = () => new BinanceClient(http, new BinanceOptions { BaseUrl = new Uri(url) }, TimeProvider.System);

        make.Should().Throw<ArgumentException>().WithMessage("exchange: base_url=***: expected an http or https address*").Which.Message.Should().NotContain("secret");
    }

    private static void Repeat(int times, Action action)
    {
        for (var i = 0; i < times; i++)
        {
            action();
        }
    }

    private static BinanceCandleSource SourceWithoutWaits(FakeBinance server, TimeProvider time) =>
        new(server.Client(FakeBinance.Fast with { RequestTimeout = TimeSpan.FromDays(1) }, time));

    private static async Task<CandleSourceException> FailureAsync(BinanceCandleSource source) =>
        (await FluentActions.Awaiting(() => source.GetCandlesAsync("BTC/USDT", SomeCandles.FiveMinutes)).Should().ThrowAsync<CandleSourceException>()).Which;

    /// <summary>A clock fixed at 1970 with real timers.</summary>
    private sealed class StandingTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch;

        public override long GetTimestamp() => 0;
    }

    private static BinanceCandleSource Source(FakeBinance server, BinanceOptions? options = null) => new(server.Client(options));

    private static async Task ShouldFailAsync(BinanceCandleSource source, CandleSourceError error, string message, string symbol = "BTC/USDT")
    {
        var failure = (await FluentActions.Awaiting(() => source.GetCandlesAsync(symbol, SomeCandles.FiveMinutes)).Should().ThrowAsync<CandleSourceException>()).WithMessage(message).Which;
        failure.Error.Should().Be(error);
        failure.Message.Should().NotContain("\n");
    }
}
