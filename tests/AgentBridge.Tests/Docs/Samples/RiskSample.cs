// The sample of src/AgentBridge.Risk/README.md, compiled: the README has the same paragraphs (DocumentTests).
#pragma warning disable
using System.Collections.Immutable;
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

    private static void Compose()
    {
        var gate = new RiskGate(TimeProvider.System, RiskRules.Standard.First(new KillSwitch("/run/trading.off")));
    }
}

sealed class KillSwitch(string path) : IRiskRule
{
    private static readonly DenyCodeInfo Paused = new((DenyCode)1000, "TRADING_PAUSED", "the file of the kill switch is there; remove it to trade");

    public ImmutableArray<DenyCodeInfo> Codes { get; } = [Paused];

    public GateCheck Check(in RiskContext context) => File.Exists(path) ? GateCheck.Deny(Paused) : GateCheck.Pass;
}
