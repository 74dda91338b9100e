// The sample of src/AgentBridge.Risk/README.md, compiled: its paragraphs stand there as they stand here (DocumentTests).
#pragma warning disable
using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;

namespace AgentBridge.Tests.Docs.Samples;

internal static class RiskSample
{
    static ApprovedSignal? Ask(TradingSignal signal, CandleSeries candles)
    {
        var gate = new RiskGate(TimeProvider.System);
        var verdict = gate.ApplyRisk(signal, candles, new RiskOptions { MaxCapitalPct = 0.05 });
        if (!verdict.IsApproved)
        {
            Console.Error.WriteLine(verdict); // STOP_TOO_NEAR measured=10 limit=50
        }

        return verdict.Approved;
    }
}
