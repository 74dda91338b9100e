using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Tests.Cli;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Engine;

public sealed class CycleLogTests
{
    private static readonly CycleBasis Basis = new("BTC/USDT", "breakout/1", Timeframe.Parse("5m"), PriceStep.Unknown, 1_748_779_500_000);

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public void Record_ManyDecisions_RemembersTheNewestOnesOnly()
    {
        const int Decisions = 10_001;
        using var folder = new JournalFolder();
        var log = new CycleLog(ActionLog.Open(folder.Path, new ActionOrigin("run", "bridge", "0.1.0", "live"), SecretMask.None, JournalOptions.Default));
        void Record(int i) => log.Record(Basis, SignalText.Signal with { DecisionId = new Guid(i + 1, 0, 0, new byte[8]) }, "STOP_TOO_NEAR", default, "the stop is too near");

        for (var i = 0; i < Decisions; i++)
        {
            Record(i);
        }

        Record(Decisions - 1);
        Record(1);
        ActionLog.Read(folder.Path, null).Records.Should().HaveCount(Decisions, "an unchanged answer is logged once");
        Record(0);
        ActionLog.Read(folder.Path, null).Records.Should().HaveCount(Decisions + 1, "the oldest one is forgotten");
    }
}
