// The sample of src/AgentBridge.Market/README.md, compiled: the README has the same paragraphs (DocumentTests).
#pragma warning disable
using AgentBridge.Market;

namespace AgentBridge.Tests.Docs.Samples;

internal static class MarketSample
{
    private static async Task RunAsync()
    {
        var timeframe = Timeframe.Parse("5m");
        var source = new CsvCandleSource("BTC_USDT-5m.csv", "BTC/USDT", timeframe);
        CandleSeries candles = await source.GetCandlesAsync("BTC/USDT", timeframe, limit: 200);
        double[] atr = Atr.ComputeAtr(candles);
        Console.WriteLine($"{candles[^1].OpenTime:O} close {candles[^1].Close} ATR {atr[^1]}");
        Console.WriteLine(source.Load().Report.ToSummary());

        CandleSeries history = GeneratedCandles.Create(new() { Count = 1_000, Seed = 1 });
        var ema = IndicatorCatalog.Find("ema")!;
        var parameters = ema.With(KeyValuePair.Create("period", 50.0));
        double[][] columns = ema.Compute(history, parameters);
        IIndicator stream = ema.Open(parameters);
        bool isTaken = stream.Update(history[0]);
    }
}
