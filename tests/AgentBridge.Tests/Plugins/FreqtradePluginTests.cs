using System.Globalization;
using System.Text.Json;
using AgentBridge.Engine;
using AgentBridge.Tests.Cli;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Plugins;

/// <summary>The main job on the real Freqtrade with a strategy of a user's assembly.</summary>
[Trait(Cost.Key, Cost.Long)]
public sealed class FreqtradePluginTests
{
    [SkippableTheory]
    [InlineData("2024.2")]
    [InlineData("2026.9")]
    public async Task DryRun_StrategyOfAnAssembly_TradesWhatGenerateWrites(string version)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "reads /proc");
        Skip.If(FreqtradeCheckout.Environment(version) is null, $"needs {FreqtradeCheckout.Variable(version)}: the path of a Freqtrade environment's python");
        using var scenario = new FreqtradeRun(version, withRedis: false);
        string[] own = ["--strategy", "mean-cross", "--strategy-assembly", TestPlugin.Path];

        var result = await scenario.RunAsync(own);

        result.ExitCode.Should().Be(0, result.Out + result.Error);
        result.Out.Should().Contain("strategy mean-cross/2 (fast=5;lows=10;slow=20)").And.Contain("All gates passed");
        var closed = TradeResultJournal.Read(scenario.Cli.Journals).Should().ContainSingle().Subject.DecisionId;
        var row = DecisionJournal.Read(scenario.Cli.Journals).Should().ContainSingle(r => string.Equals(r.DecisionId, closed, StringComparison.Ordinal)).Subject;

        // The recording was replayed as if it were now: another time and therefore another id, but exactly the same plan.
        var sample = Directory.GetFiles(Path.Combine(scenario.Cli.Journals, "run"), "*.generated-seed-*.csv").Should().ContainSingle().Subject;
        var generated = await scenario.Cli.RunAsync(["generate", "--candles", sample, .. own, "--out", "o.jsonl"]);
        generated.ExitCode.Should().Be(0, generated.Error);
        File.ReadLines(scenario.Cli.PathOf("o.jsonl")).Select(Plan).Should().Contain(string.Create(CultureInfo.InvariantCulture, $"{row.EntryPrice:R} {row.Stop:R} {row.Tp1:R} {row.Tp2:R} {row.Confidence:R}"));
    }

    private static string Plan(string line)
    {
        using var document = JsonDocument.Parse(line);
        var (entry, risk) = (document.RootElement.GetProperty("entry"), document.RootElement.GetProperty("risk"));
        var targets = risk.GetProperty("take_profits");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{entry.GetProperty("price").GetDouble():R} {risk.GetProperty("initial_stop").GetDouble():R} {targets[0].GetProperty("price").GetDouble():R} {targets[1].GetProperty("price").GetDouble():R} {document.RootElement.GetProperty("confidence").GetDouble():R}");
    }
}
