// The sample of src/AgentBridge.Testing/README.md, compiled: the README has the same paragraphs (DocumentTests).
#pragma warning disable
using AgentBridge.Market;
using AgentBridge.Signals;
using AgentBridge.Testing;

namespace AgentBridge.Tests.Docs.Samples;

internal static class TestingSample
{
    static void Check(CandleSeries candles)
    {
        var strategy = StrategyCatalog.BuiltIn.Find("breakout").Bind("high_lookback=40", maxCapitalPct: 0.05);
        StrategyCheckReport report = StrategyCheck.Run(strategy, new StrategyCandles(candles));
        foreach (var finding in report.Findings)
        {
            Console.WriteLine($"{finding.Rule} at candle {finding.Candle}: {finding.Detail}");
        }
    }
}
