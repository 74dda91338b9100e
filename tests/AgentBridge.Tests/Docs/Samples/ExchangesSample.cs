// The sample of src/AgentBridge.Exchanges/README.md, compiled: the README has the same paragraphs (DocumentTests).
#pragma warning disable
using AgentBridge.Exchanges;
using AgentBridge.Market;

namespace AgentBridge.Tests.Docs.Samples;

internal static class ExchangesSample
{
    private static async Task RunAsync()
    {
        using var http = ExchangeHttp.CreateClient();
        var exchange = new BinanceClient(http, new BinanceOptions(), TimeProvider.System);
        CandleSeries candles = await new BinanceCandleSource(exchange).GetCandlesAsync("BTC/USDT", Timeframe.Parse("5m"));
        Console.WriteLine($"{candles[^1].OpenTime:O} close {candles[^1].Close}");
    }
}
