// The sample of src/AgentBridge.ExchangeSimulator/README.md, compiled: the README has the same paragraphs (DocumentTests).
#pragma warning disable
using AgentBridge.ExchangeSimulator;
using AgentBridge.Market;

namespace AgentBridge.Tests.Docs.Samples;

internal static class ExchangeSimulatorSample
{
    private static async Task RunAsync()
    {
        var candles = CandleFile.Read("BTC_USDT-5m.csv", "BTC/USDT", Timeframe.Parse("5m")).Series;
        var options = new ExchangeSimulatorOptions { Markets = [new SimulatedMarket { Candles = candles }], Speed = 60 };
        await using var exchange = await ExchangeSimulatorHost.StartAsync(options, TimeProvider.System);
        Console.WriteLine(exchange.Url);                       // http://127.0.0.1:40357/
        exchange.Control.StartPriceClock();                    // the candles after the last closed one begin to be played
        exchange.Control.SetPrice("BTC/USDT", 94.0);           // the price stands there until the clock is started again
        exchange.Control.AddFault(new SimulatedFault { Kind = SimulatedFaultKind.Status, Status = 429, RetryAfterSec = 2, Count = 3 });
    }
}
