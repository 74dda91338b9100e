// The sample of src/AgentBridge.Engine/README.md, compiled: the README has the same paragraphs (DocumentTests).
#pragma warning disable
using AgentBridge.Engine;

namespace AgentBridge.Tests.Docs.Samples;

internal static class EngineSample
{
    private static void Run()
    {
        var environment = new Dictionary<string, string> { ["TIMEFRAME"] = "5m" };
        var loaded = BridgeConfig.LoadConfigOrDefaults(envFile: null, environment);   // LoadConfig(...) is the strict one
        var decisions = DecisionJournal.Open(loaded.Config.JournalDir);
        var outcome = decisions.AppendDecision(new DecisionRow(
            "8d6a6e47-9dae-5ba4-b54f-3c17d5a749c4", 1748779500000, "BTC/USDT", "long", 104211, 103800, 104622, 105033, 0.6));
        Console.WriteLine(outcome == AppendOutcome.Conflict ? "DECISION_CONFLICT" : "on the disk: publish");
    }
}
