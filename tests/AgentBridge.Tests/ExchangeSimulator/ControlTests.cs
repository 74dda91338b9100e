using System.Net;
using System.Text;
using AgentBridge.ExchangeSimulator;

namespace AgentBridge.Tests.ExchangeSimulator;

/// <summary>The control endpoint and the faults.</summary>
public sealed class ControlTests
{
    private static async Task<(HttpStatusCode Status, string Body)> PostAsync(Exchange exchange, string path, string body = "")
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await exchange.Http.PostAsync("/control/" + path, content);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task DoAsync(Exchange exchange, string path, string body = "") => (await PostAsync(exchange, path, body)).Should().Be((HttpStatusCode.OK, "{\"ok\":true}"));

    [Fact]
    public async Task Price_Set_IsThePriceEverywhere()
    {
        await using var exchange = await Exchange.StartAsync(Exchange.Walk(30), 19);

        await DoAsync(exchange, "price", """{"symbol":"BTC/USDT","price":94.004}""");

        (await exchange.PriceAsync()).Should().Be(94);
        (await exchange.BestAsync()).Should().Be((94, 94.01));
        (await exchange.KlinesAsync())[^1].Close.Should().Be(94);
        Exchange.Number((await exchange.GetAsync("/api/v3/ticker/24hr?symbol=BTCUSDT")).GetProperty("lastPrice")).Should().Be(94);
    }

    [Fact]
    public async Task Clock_StartedSpedUpAndStopped_FollowsAndReportsItsState()
    {
        await using var exchange = await Exchange.StartAsync(Exchange.Walk(30), 19);

        await DoAsync(exchange, "start");
        await DoAsync(exchange, "speed", """{"speed":2}""");
        exchange.Advance(75);
        await DoAsync(exchange, "stop", """{"symbol":"BTCUSDT"}""");
        exchange.Advance(75);
        var status = await exchange.GetAsync("/control/status");

        status.GetProperty("speed").GetDouble().Should().Be(2);
        status.GetProperty("origin").GetInt64().Should().Be(Exchange.Noon.ToUnixTimeMilliseconds());
        status.GetProperty("markets")[0].GetProperty("played").GetDouble().Should().Be(0.5);
        status.GetProperty("markets")[0].GetProperty("playing").GetBoolean().Should().BeFalse();
        status.GetProperty("markets")[0].GetProperty("pair").GetString().Should().Be("BTC/USDT");
        status.GetProperty("sockets").GetInt32().Should().Be(0);
    }

    [Theory]
    [InlineData(429, -1003, 2)]
    [InlineData(418, -1003, 120)]
    [InlineData(500, -1000, null)]
    [InlineData(503, -1008, null)]
    public async Task Fault_Status_AffectsTheNextRequestsOnly(int status, int code, int? retryAfter)
    {
        await using var exchange = await Exchange.StartAsync(Exchange.Walk(30), 19);
        var retry = retryAfter is null ? "null" : FormattableString.Invariant($"{retryAfter}");
        await DoAsync(exchange, "faults", FormattableString.Invariant($$"""{"kind":"status","status":{{status}},"retry_after_sec":{{retry}},"count":2,"path":"/api/v3/ping"}"""));

        (await exchange.GetErrorAsync("/api/v3/ping")).Should().Match<(int Status, int Code, string)>(e => e.Status == status && e.Code == code);
        await exchange.GetAsync("/api/v3/time");
        using (var answer = await exchange.Http.GetAsync("/api/v3/ping"))
        {
            ((int)answer.StatusCode).Should().Be(status);
            answer.Headers.RetryAfter?.Delta.Should().Be(retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
            (answer.Headers.RetryAfter is null).Should().Be(retryAfter is null);
        }

        await exchange.GetAsync("/api/v3/ping");
    }

    [Fact]
    public async Task Fault_Drop_ClosesTheConnectionUntilCleared()
    {
        await using var exchange = await Exchange.StartAsync(Exchange.Walk(30), 19);
        await DoAsync(exchange, "faults", """{"kind":"drop"}""");

        for (var i = 0; i < 3; i++)
        {
            await exchange.Invoking(e => e.Http.GetAsync("/api/v3/ping")).Should().ThrowAsync<HttpRequestException>();
        }

        (await exchange.GetAsync("/control/status")).GetProperty("faults")[0].GetProperty("kind").GetString().Should().Be("drop");
        (await exchange.Http.DeleteAsync("/control/faults")).StatusCode.Should().Be(HttpStatusCode.OK);
        await exchange.GetAsync("/api/v3/ping");
    }

    [Fact]
    public async Task Fault_Delay_AnswersAfterIt()
    {
        await using var exchange = await Exchange.StartAsync(Exchange.Walk(30), 19);
        await DoAsync(exchange, "faults", """{"kind":"delay","delay_ms":30000,"count":1}""");

        var late = exchange.GetAsync("/api/v3/time");
        while (!exchange.Time.IsAwaited(TimeSpan.FromSeconds(30)))
        {
            late.IsCompleted.Should().BeFalse();
            await Task.Delay(1);
        }

        exchange.Advance(29.9);
        exchange.Time.IsAwaited(TimeSpan.FromSeconds(0.1)).Should().BeTrue("the answer is still delayed");
        late.IsCompleted.Should().BeFalse();
        exchange.Advance(0.1);

        (await late.WaitAsync(TimeSpan.FromMinutes(2))).GetProperty("serverTime").GetInt64().Should().Be(exchange.Time.NowMs);
    }

    [Fact]
    public async Task Faults_Several_AreTakenInTheirOrder()
    {
        await using var exchange = await Exchange.StartAsync(Exchange.Walk(30), 19);
        exchange.Host.Control.AddFault(new SimulatedFault { Kind = SimulatedFaultKind.Status, Status = 500, Count = 1 });
        exchange.Host.Control.AddFault(new SimulatedFault { Kind = SimulatedFaultKind.Status, Status = 429, Count = 1, RetryAfterSec = 1 });

        (await exchange.GetErrorAsync("/api/v3/ping")).Status.Should().Be(500);
        (await exchange.GetErrorAsync("/api/v3/ping")).Status.Should().Be(429);
        exchange.Host.Control.Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task Requests_Made_AreCountedByPathWithoutControl()
    {
        await using var exchange = await Exchange.StartAsync(Exchange.Walk(30), 19);
        await exchange.GetAsync("/api/v3/ping");
        await exchange.KlinesAsync("limit=3");
        await exchange.KlinesAsync("limit=4");

        var log = await exchange.GetAsync("/control/requests");

        log.GetProperty("requests").GetRawText().Should().Be("""{"/api/v3/klines":2,"/api/v3/ping":1}""");
        exchange.Host.Control.Requests[^1].Should().Be(new SimulatedRequest(exchange.Time.GetUtcNow(), "/api/v3/klines", "?symbol=BTCUSDT&interval=5m&limit=4"));
        (await exchange.Http.DeleteAsync("/control/requests")).StatusCode.Should().Be(HttpStatusCode.OK);
        exchange.Host.Control.RequestCounts.Should().BeEmpty();
    }

    [Theory]
    [InlineData("price", """{"symbol":"BTCUSDT"}""", "price is missing")]
    [InlineData("price", """{"price":1}""", "symbol is missing")]
    [InlineData("price", """{"symbol":"","price":1}""", "empty")]
    [InlineData("price", """{"symbol":"NOPE","price":1}""", "There is no market NOPE")]
    [InlineData("price", """{"symbol":"BTCUSDT","price":-1}""", "finite and above 0")]
    [InlineData("price", """{"symbol":"BTCUSDT","price":"1"}""", "price must be a number")]
    [InlineData("price", """{"symbol":"BTCUSDT","price":1,"x":2}""", "unknown field x")]
    [InlineData("speed", """{"speed":0}""", "0.001")]
    [InlineData("start", "[]", "must be a JSON object")]
    [InlineData("start", "{", "not JSON")]
    [InlineData("faults", """{"kind":"explode"}""", "kind=explode: expected drop, delay or status")]
    [InlineData("faults", """{"kind":"status","status":200}""", "status=200: expected a whole number from 400 to 599")]
    [InlineData("faults", """{"kind":"drop","count":0}""", "count=0: expected a whole number from 1 to")]
    [InlineData("faults", """{"kind":"drop","path":"api"}""", "path=api: expected a path that starts with a slash")]
    [InlineData("faults", """{"kind":"delay","delay_ms":-1}""", "delay_ms in seconds=-0.001: expected a number of seconds from 0 to 3600")]
    public async Task Control_Bad_SaysWhy(string path, string body, string why)
    {
        await using var exchange = await Exchange.StartAsync(Exchange.Walk(30), 19);

        var (status, answer) = await PostAsync(exchange, path, body);

        status.Should().Be(HttpStatusCode.BadRequest);
        answer.Should().Contain(why);
        exchange.Host.Control.Faults.Should().BeEmpty();
    }
}
