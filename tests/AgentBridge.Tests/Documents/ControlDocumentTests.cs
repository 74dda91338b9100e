using System.Text;
using AgentBridge.Tests.ExchangeSimulator;

namespace AgentBridge.Tests.Documents;

/// <summary>The answers of the simulated exchange's control endpoint, byte by byte.</summary>
public sealed class ControlDocumentTests
{
    [Fact]
    public async Task Control_EveryAnswer()
    {
        await using var exchange = await Exchange.StartAsync(Exchange.Walk(30), 19);
        await IsGoldenAsync(exchange, "status-before", "GET", "status");
        await IsGoldenAsync(exchange, "price", "POST", "price", """{"symbol":"BTC/USDT","price":94.004}""");
        await IsGoldenAsync(exchange, "speed", "POST", "speed", """{"speed":2.5}""");
        await IsGoldenAsync(exchange, "fault-delay", "POST", "faults", """{"kind":"delay","delay_ms":30000,"count":1,"path":"/api/v3/never"}""");
        await IsGoldenAsync(exchange, "fault-drop", "POST", "faults", """{"kind":"drop","path":"/api/v3/<é>"}""");
        await IsGoldenAsync(exchange, "start", "POST", "start");
        exchange.Advance(75);
        _ = await exchange.GetAsync("/api/v3/ticker/price?symbol=BTCUSDT");
        await IsGoldenAsync(exchange, "cut", "POST", "sockets/cut");
        await IsGoldenAsync(exchange, "status-after", "GET", "status");
        await IsGoldenAsync(exchange, "requests", "GET", "requests");
        await IsGoldenAsync(exchange, "wrong", "POST", "speed", """{"speed":2,"sp<é+>'\"":1}""");
        await IsGoldenAsync(exchange, "faults-cleared", "DELETE", "faults");
    }

    private static async Task IsGoldenAsync(Exchange exchange, string name, string method, string path, string body = "")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/control/" + path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        using var answer = await exchange.Http.SendAsync(request);
        GoldenFile.Check($"control-{name}.json", await answer.Content.ReadAsStringAsync());
    }
}
