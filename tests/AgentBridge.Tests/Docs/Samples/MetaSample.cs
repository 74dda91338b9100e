// The sample of src/AgentBridge/README.md, compiled: the README has the same paragraphs (DocumentTests).
#pragma warning disable
using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Tests.Docs.Samples;

internal static class MetaSample
{
    private static void Run()
    {
        CandleSeries history = GeneratedCandles.Create(new() { Count = 6_000, Seed = 1 });     // CandleFile.Read(...) reads yours
        Strategy strategy = StrategyCatalog.BuiltIn.Find("breakout").Bind("high_lookback=40", maxCapitalPct: 0.05);
        HistoryCounts counts = SignalHistory.RunGated(new StrategyCandles(history), strategy, new RiskOptions(), onSignal: approved =>
            Console.WriteLine($"{approved.Signal.Timestamp:u} entry {approved.Signal.Entry.Price} stop {approved.Signal.Risk.InitialStop}"));
        Console.WriteLine($"{counts.Approved} of {counts.Raw} signals passed the risk gate");
    }
}
