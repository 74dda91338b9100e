using System.Text.Json;
using AgentBridge.ExchangeSimulator;
using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.ExchangeSimulator;

/// <summary>The fields of every endpoint.</summary>
public sealed class MarketDataTests
{
    private static readonly Candle[] Candles = Exchange.Walk(400);

    private static Task<Exchange> StartAsync() => Exchange.StartAsync(Candles, 349, o => o with
    {
        Markets = [.. o.Markets, new SimulatedMarket { Candles = CandleSeries.FromCandles("ETH/BTC", TestCandles.FiveMinutes, Exchange.Walk(400, 2)), StepSize = 0.001, MinNotional = 0.0001 }],
    });

    [Fact]
    public async Task FuturesInfo_DescribedFuture_IsAlone()
    {
        var future = GeneratedCandles.Create(new() { Count = 10, Symbol = "ETH/USDT:USDT" });
        await using var host = await ExchangeSimulatorHost.StartAsync(
            new() { Markets = [new() { Candles = future, StepSize = 0.001, MinNotional = 20 }], PriceClock = PriceClockStart.None }, TimeProvider.System, CancellationToken.None);
        using var client = new HttpClient { BaseAddress = host.Url };

        using var futures = JsonDocument.Parse(await client.GetStringAsync(new Uri("/fapi/v1/exchangeInfo", UriKind.Relative)));
        using var spot = JsonDocument.Parse(await client.GetStringAsync(new Uri("/api/v3/exchangeInfo", UriKind.Relative)));

        var symbol = futures.RootElement.GetProperty("symbols").EnumerateArray().Should().ContainSingle().Subject;
        symbol.GetProperty("symbol").GetString().Should().Be("ETHUSDT");
        symbol.GetProperty("contractType").GetString().Should().Be("PERPETUAL");
        symbol.GetProperty("marginAsset").GetString().Should().Be("USDT");
        symbol.GetProperty("filters").GetRawText().Should().Contain("\"tickSize\":\"0.01000000\"").And.Contain("\"stepSize\":\"0.00100000\"").And.Contain("\"notional\":\"20.00000000\"");
        spot.RootElement.GetProperty("symbols").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task PingAndTime_Requested_AnswerNothingAndTheTime()
    {
        await using var exchange = await StartAsync();

        (await exchange.GetAsync("/api/v3/ping")).GetRawText().Should().Be("{}");
        (await exchange.GetAsync("/api/v3/time")).GetProperty("serverTime").GetInt64().Should().Be(exchange.Time.NowMs);
    }

    [Fact]
    public async Task ExchangeInfo_Requested_NamesSymbolsAndFilters()
    {
        await using var exchange = await StartAsync();

        var info = await exchange.GetAsync("/api/v3/exchangeInfo");

        info.GetProperty("timezone").GetString().Should().Be("UTC");
        info.GetProperty("serverTime").GetInt64().Should().Be(exchange.Time.NowMs);
        info.GetProperty("symbols").EnumerateArray().Select(s => s.GetProperty("symbol").GetString()).Should().Equal("BTCUSDT", "ETHBTC");
        var symbol = info.GetProperty("symbols")[1];
        symbol.GetProperty("status").GetString().Should().Be("TRADING");
        symbol.GetProperty("baseAsset").GetString().Should().Be("ETH");
        symbol.GetProperty("quoteAsset").GetString().Should().Be("BTC");
        symbol.GetProperty("permissionSets").GetRawText().Should().Be("[[\"SPOT\"]]");
        var filters = symbol.GetProperty("filters").EnumerateArray().ToDictionary(f => f.GetProperty("filterType").GetString()!, StringComparer.Ordinal);
        filters["PRICE_FILTER"].GetProperty("tickSize").GetString().Should().Be("0.01000000", "the recorded prices have two decimals");
        filters["LOT_SIZE"].GetProperty("stepSize").GetString().Should().Be("0.00100000");
        filters["LOT_SIZE"].GetProperty("minQty").GetString().Should().Be("0.00100000");
        filters["NOTIONAL"].GetProperty("minNotional").GetString().Should().Be("0.00010000");
    }

    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData("symbol=ETHBTC", "ETHBTC")]
    [InlineData("symbols=%5B%22ETHBTC%22,%22BTCUSDT%22%5D", "ETHBTC,BTCUSDT")]
    [InlineData("permissions=SPOT", "BTCUSDT,ETHBTC")]
    [InlineData("permissions=MARGIN", "")]
    [InlineData("symbolStatus=HALT", "")]
    [InlineData("showPermissionSets=false", "BTCUSDT,ETHBTC")]
    public async Task ExchangeInfo_Filtered_NamesThose(string query, string symbols)
    {
        await using var exchange = await StartAsync();

        var info = await exchange.GetAsync("/api/v3/exchangeInfo?" + query);

        string.Join(',', info.GetProperty("symbols").EnumerateArray().Select(s => s.GetProperty("symbol").GetString())).Should().Be(symbols);
        info.GetProperty("symbols").EnumerateArray().Select(s => s.TryGetProperty("permissionSets", out _))
            .Should().NotContain(query.StartsWith("show", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("&limit=5", 5)]
    [InlineData("&limit=20", 20)]
    [InlineData("", 100)]
    [InlineData("&limit=9999", 5000)]
    public async Task Depth_Requested_BidAndAskAreATickApart(string limit, int levels)
    {
        await using var exchange = await StartAsync();

        var depth = await exchange.GetAsync("/api/v3/depth?symbol=BTCUSDT" + limit);

        double[] Side(string name) => [.. depth.GetProperty(name).EnumerateArray().Select(l => Exchange.Number(l[0]))];
        var price = Candles[350].Open;
        Side("bids").Should().Equal(Enumerable.Range(0, levels).Select(i => Math.Round(price - (i * 0.01), 2)));
        Side("asks").Should().Equal(Enumerable.Range(1, levels).Select(i => Math.Round(price + (i * 0.01), 2)));
        depth.GetProperty("bids").EnumerateArray().Should().OnlyContain(l => Exchange.Number(l[1]) * Exchange.Number(l[0]) > 900_000);
        depth.GetProperty("lastUpdateId").GetInt64().Should().BePositive();
    }

    [Fact]
    public async Task Depth_OfAPriceOfFewTicks_HasNoBidAtOrBelowZero()
    {
        await using var exchange = await StartAsync();
        exchange.Host.Control.SetPrice("BTCUSDT", 0.03);

        var depth = await exchange.GetAsync("/api/v3/depth?symbol=BTCUSDT&limit=5");

        depth.GetProperty("bids").EnumerateArray().Select(l => Exchange.Number(l[0])).Should().Equal(0.03, 0.02, 0.01);
        depth.GetProperty("asks").GetArrayLength().Should().Be(5);
    }

    [Fact]
    public async Task Tickers_OneOrSeveral_AreAnObjectOrAnArray()
    {
        await using var exchange = await StartAsync();

        var one = await exchange.GetAsync("/api/v3/ticker/price?symbol=BTCUSDT");
        var all = await exchange.GetAsync("/api/v3/ticker/bookTicker");
        var some = await exchange.GetAsync("/api/v3/ticker/24hr?symbols=[\"ETHBTC\"]");

        one.GetProperty("symbol").GetString().Should().Be("BTCUSDT");
        Exchange.Number(one.GetProperty("price")).Should().Be(Candles[350].Open);
        all.GetArrayLength().Should().Be(2);
        Exchange.Number(all[0].GetProperty("bidPrice")).Should().Be(Candles[350].Open);
        Exchange.Number(all[0].GetProperty("askPrice")).Should().Be(Math.Round(Candles[350].Open + 0.01, 2));
        all[0].EnumerateObject().Select(p => p.Name).Should().Equal("symbol", "bidPrice", "bidQty", "askPrice", "askQty");
        some.EnumerateArray().Single().GetProperty("symbol").GetString().Should().Be("ETHBTC");
    }

    [Fact]
    public async Task Ticker24h_Full_IsTheLastDay()
    {
        await using var exchange = await StartAsync();

        var day = await exchange.GetAsync("/api/v3/ticker/24hr?symbol=BTCUSDT");

        // 287 closed candles opened within the day before 12:01:40, and the running one.
        var taken = Candles[63..350];
        day.EnumerateObject().Select(p => p.Name).Should().Equal(
            "symbol", "priceChange", "priceChangePercent", "weightedAvgPrice", "prevClosePrice", "lastPrice", "lastQty", "bidPrice", "bidQty", "askPrice", "askQty",
            "openPrice", "highPrice", "lowPrice", "volume", "quoteVolume", "openTime", "closeTime", "firstId", "lastId", "count");
        Exchange.Number(day.GetProperty("openPrice")).Should().Be(taken[0].Open);
        Exchange.Number(day.GetProperty("lastPrice")).Should().Be(Candles[350].Open);
        Exchange.Number(day.GetProperty("highPrice")).Should().Be(Math.Max(taken.Max(c => c.High), Candles[350].Open));
        Exchange.Number(day.GetProperty("lowPrice")).Should().Be(Math.Min(taken.Min(c => c.Low), Candles[350].Open));
        Exchange.Number(day.GetProperty("volume")).Should().BeApproximately(taken.Sum(c => c.Volume), 1e-6);
        Exchange.Number(day.GetProperty("prevClosePrice")).Should().Be(Candles[62].Close);
        Exchange.Number(day.GetProperty("priceChange")).Should().BeApproximately(Candles[350].Open - taken[0].Open, 1e-8);
        day.GetProperty("closeTime").GetInt64().Should().Be(exchange.Time.NowMs);
        day.GetProperty("count").GetInt64().Should().Be(287 * 4);
    }

    [Fact]
    public async Task Ticker24h_Mini_HasFewerFields()
    {
        await using var exchange = await StartAsync();

        (await exchange.GetAsync("/api/v3/ticker/24hr?symbol=BTCUSDT&type=MINI")).EnumerateObject().Select(p => p.Name).Should().Equal(
            "symbol", "openPrice", "highPrice", "lowPrice", "lastPrice", "volume", "quoteVolume", "openTime", "closeTime", "firstId", "lastId", "count");
    }

    [Fact]
    public async Task AggTrades_Recorded_AreThePointsOfTheCandles()
    {
        await using var exchange = await StartAsync();

        var trades = await exchange.GetAsync("/api/v3/aggTrades?symbol=BTCUSDT&limit=4");

        trades[0].EnumerateObject().Select(p => p.Name).Should().Equal("a", "p", "q", "f", "l", "T", "m", "M");
        trades.EnumerateArray().Select(t => Exchange.Number(t.GetProperty("p"))).Should().Equal(Candles[349].Open, Candles[349].Low, Candles[349].High, Candles[349].Close);
        trades.EnumerateArray().Select(t => t.GetProperty("a").GetInt64()).Should().Equal(1396, 1397, 1398, 1399);
        trades[1].GetProperty("T").GetInt64().Should().Be(trades[0].GetProperty("T").GetInt64() + 75_000);
        trades[1].GetProperty("m").GetBoolean().Should().BeTrue("the price fell, so the seller was the taker");
        Exchange.Number(trades[0].GetProperty("q")).Should().BeApproximately(Candles[349].Volume / 4, 1e-8);
    }

    [Fact]
    public async Task AggTrades_Played_FollowThePointsAndSetPrices()
    {
        await using var exchange = await StartAsync();
        exchange.Host.Control.StartPriceClock("BTC/USDT");
        exchange.Advance(100);
        exchange.Host.Control.SetPrice("BTC/USDT", 77);
        exchange.Advance(10);
        exchange.Host.Control.StartPriceClock();
        exchange.Advance(100);

        var trades = await exchange.GetAsync("/api/v3/aggTrades?symbol=BTCUSDT&fromId=1400");

        trades.EnumerateArray().Select(t => Exchange.Number(t.GetProperty("p"))).Should().Equal(Candles[350].Open, Candles[350].Low, 77, Candles[350].High);
        trades.EnumerateArray().Select(t => t.GetProperty("T").GetInt64()).Should().BeInAscendingOrder();
        trades.EnumerateArray().Select(t => t.GetProperty("a").GetInt64()).Should().Equal(1400, 1401, 1402, 1403);
    }

    [Fact]
    public async Task AggTrades_ByTime_AreThoseWithin()
    {
        await using var exchange = await StartAsync();
        var all = (await exchange.GetAsync("/api/v3/aggTrades?symbol=BTCUSDT&limit=1000")).EnumerateArray().ToList();
        var (start, end) = (all[100].GetProperty("T").GetInt64(), all[110].GetProperty("T").GetInt64());

        long[] Ids(JsonElement trades) => [.. trades.EnumerateArray().Select(t => t.GetProperty("a").GetInt64())];
        long[] Taken(Range range) => [.. all.Take(range).Select(t => t.GetProperty("a").GetInt64())];
        Ids(await exchange.GetAsync($"/api/v3/aggTrades?symbol=BTCUSDT&startTime={start}&endTime={end}")).Should().Equal(Taken(100..111));
        Ids(await exchange.GetAsync($"/api/v3/aggTrades?symbol=BTCUSDT&startTime={start}&limit=3")).Should().Equal(Taken(100..103));
        Ids(await exchange.GetAsync($"/api/v3/aggTrades?symbol=BTCUSDT&endTime={end}&limit=3")).Should().Equal(Taken(108..111));
        all.Should().OnlyContain(t => t.GetProperty("T").GetInt64() <= exchange.Time.NowMs);
    }
}
