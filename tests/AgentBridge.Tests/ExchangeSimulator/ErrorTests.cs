using System.Net;

namespace AgentBridge.Tests.ExchangeSimulator;

/// <summary>Refused requests, with Binance's error messages.</summary>
public sealed class ErrorTests : IAsyncLifetime
{
    private Exchange _exchange = null!;

    public async Task InitializeAsync() => _exchange = await Exchange.StartAsync(Exchange.Walk(30), 19);

    public async Task DisposeAsync() => await _exchange.DisposeAsync();

    [Theory]
    [InlineData("klines?symbol=NOPE&interval=5m", -1121, "Invalid symbol.")]
    [InlineData("depth?symbol=NOPE", -1121, "Invalid symbol.")]
    [InlineData("ticker/price?symbol=NOPE", -1121, "Invalid symbol.")]
    [InlineData("ticker/24hr?symbols=[\"BTCUSDT\",\"NOPE\"]", -1121, "Invalid symbol.")]
    [InlineData("exchangeInfo?symbol=NOPE", -1121, "Invalid symbol.")]
    [InlineData("klines?symbol=btcusdt&interval=5m", -1100, @"Illegal characters found in parameter 'symbol'; legal range is '^[\w\-._&&[^a-z]]{1,50}$'.")]
    [InlineData("klines?symbol=BTC%2FUSDT&interval=5m", -1100, @"Illegal characters found in parameter 'symbol'; legal range is '^[\w\-._&&[^a-z]]{1,50}$'.")]
    [InlineData("klines?symbol=BTCUSDT&interval=5m&limit=abc", -1100, "Illegal characters found in parameter 'limit'; legal range is '^[0-9]{1,20}$'.")]
    [InlineData("depth?symbol=BTCUSDT&limit=-5", -1100, "Illegal characters found in parameter 'limit'; legal range is '^[0-9]{1,20}$'.")]
    [InlineData("klines?symbol=BTCUSDT&interval=5m&startTime=now", -1100, "Illegal characters found in parameter 'startTime'; legal range is '^[0-9]{1,20}$'.")]
    [InlineData("klines?symbol=BTCUSDT&interval=5%20m", -1100, "Illegal characters found in parameter 'interval'; legal range is '^[a-zA-Z0-9]{1,36}$'.")]
    [InlineData("ticker/price?symbols=BTCUSDT", -1100, @"Illegal characters found in parameter 'symbols'; legal range is '^\[(""[\w\-._&&[^a-z]]{1,50}""(,""[\w\-._&&[^a-z]]{1,50}""){0,}){0,1}\]$'.")]
    [InlineData("ping?x=1", -1101, "Too many parameters; expected '0' and received '1'.")]
    [InlineData("klines?symbol=BTCUSDT&symbol=BTCUSDT&interval=5m", -1101, "Duplicate values for a parameter detected.")]
    [InlineData("klines?interval=5m", -1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.")]
    [InlineData("klines?symbol=BTCUSDT", -1102, "Mandatory parameter 'interval' was not sent, was empty/null, or malformed.")]
    [InlineData("depth", -1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.")]
    [InlineData("aggTrades?limit=1", -1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.")]
    [InlineData("klines?symbol=BTCUSDT&interval=5m&start_time=1&end_time=2", -1104, "Not all sent parameters were read; read '2' parameter(s) but was sent '4'.")]
    [InlineData("klines?symbol=&interval=5m", -1105, "Parameter 'symbol' was empty.")]
    [InlineData("klines?symbol=BTCUSDT&interval=", -1105, "Parameter 'interval' was empty.")]
    [InlineData("depth?symbol=BTCUSDT&limit=", -1105, "Parameter 'limit' was empty.")]
    [InlineData("klines?symbol=BTCUSDT&interval=5m&endTime=99999999999999999999", -1108, "Parameter 'endTime' overflowed.")]
    [InlineData("klines?symbol=BTCUSDT&interval=7m", -1120, "Invalid interval.")]
    [InlineData("klines?symbol=BTCUSDT&interval=1D", -1120, "Invalid interval.")]
    [InlineData("klines?symbol=BTCUSDT&interval=1m", -1120, "Invalid interval.")]
    [InlineData("exchangeInfo?symbolStatus=OPEN", -1122, "Invalid symbolStatus.")]
    [InlineData("ticker/price?symbol=BTCUSDT&symbols=[\"BTCUSDT\"]", -1128, "Combination of optional parameters invalid.")]
    [InlineData("exchangeInfo?symbol=BTCUSDT&permissions=SPOT", -1128, "Combination of optional parameters invalid.")]
    [InlineData("aggTrades?symbol=BTCUSDT&fromId=1&startTime=1", -1128, "Combination of optional parameters invalid.")]
    [InlineData("klines?symbol=BTCUSDT&interval=5m&timeZone=8", -1130, "Data sent for parameter 'timeZone' is not valid.")]
    [InlineData("klines?symbol=BTCUSDT&interval=5m&limit=0", -1130, "Data sent for parameter 'limit' is not valid.")]
    [InlineData("ticker/24hr?type=TINY", -1139, "Invalid ticker type.")]
    [InlineData("ticker/price?symbols=[\"BTCUSDT\",\"BTCUSDT\"]", -1151, "Symbol is present multiple times in the list.")]
    public async Task Request_Bad_IsRefusedAsBinanceRefusesIt(string request, int code, string message) =>
        (await _exchange.GetErrorAsync("/api/v3/" + request)).Should().Be((400, code, message));

    [Theory]
    [InlineData("GET", "/api/v3/nope", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/v3/account", HttpStatusCode.NotFound)]
    [InlineData("GET", "/", HttpStatusCode.NotFound)]
    [InlineData("GET", "/control/nope", HttpStatusCode.NotFound)]
    [InlineData("GET", "/ws/btcusdt@miniTicker", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/api/v3/ping", HttpStatusCode.MethodNotAllowed)]
    public async Task Request_UnknownPath_IsRefusedWithoutABody(string method, string path, HttpStatusCode status)
    {
        using var answer = await _exchange.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        answer.StatusCode.Should().Be(status);
        (await answer.Content.ReadAsStringAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Request_UnderAnotherHostName_IsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v3/ping");
        request.Headers.Host = "evil.example";

        (await _exchange.Http.SendAsync(request)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Control_AskedByAPageInABrowser_IsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/control/status");
        request.Headers.Add("Origin", "https://evil.example");

        (await _exchange.Http.SendAsync(request)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }
}
