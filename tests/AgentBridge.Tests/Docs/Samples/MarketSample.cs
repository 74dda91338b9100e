// The sample of src/AgentBridge.Market/README.md, compiled: its paragraphs stand there as they stand here (DocumentTests).
#pragma warning disable
using AgentBridge.Market;

namespace AgentBridge.Tests.Docs.Samples;

internal static class MarketSample
{
    private static async Task RunAsync()
    {
        var source = new CsvCandleSource("BTC_USDT-5m.csv", "BTC/USDT", Timeframe.Parse("5m"));
        CandleSeries candles = await source.GetCandlesAsync("BTC/USDT", limit: 200);
        double[] atr = Atr.ComputeAtr(candles);
        Console.WriteLine($"{candles[^1].OpenTime:O} close {candles[^1].Close} ATR {atr[^1]}");
        Console.WriteLine(source.Load().Report.ToSummary());

        using var http = new HttpClient();
        var exchange = new BinanceClient(http, new BinanceOptions(), TimeProvider.System);
        CandleSeries live = await new BinanceCandleSource(exchange, Timeframe.Parse("5m")).GetCandlesAsync("BTC/USDT");
    }
}
