using System.Globalization;
using System.Text;
using AgentBridge.Risk;
using AgentBridge.Schema;

namespace AgentBridge.Tests.Transport;

/// <summary>Signals as the gate approves them.</summary>
internal static class Signals
{
    private static readonly RiskOptions Lenient = new() { MaxCapitalPct = 1, MaxSignalAgeSec = 604_800 };

    public static TradingSignal ASignal(int number = 1) => new(
        DecisionId.VersionFive(DecisionId.Namespace, "test|" + number.ToString(CultureInfo.InvariantCulture)),
        TransportClock.Noon,
        "BTC/USDT",
        SignalSide.Long,
        0.6,
        new SignalEntry(EntryType.Market, 104_211),
        new RiskPlan(103_800, new TakeProfits(new TakeProfit(104_622, 0.5), new TakeProfit(105_033, 0.5)), 0.05),
        "breakout above 19-bar high");

    public static ApprovedSignal Approve(TradingSignal signal)
    {
        var verdict = RiskGate.ApproveRecorded(signal, signal.Timestamp, Lenient);
        return verdict.Approved ?? throw new InvalidOperationException(verdict.ToString());
    }

    public static ApprovedSignal At(int number, double secondsFromNoon) =>
        Approve(ASignal(number) with { Timestamp = TransportClock.Noon.AddSeconds(secondsFromNoon) });

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
