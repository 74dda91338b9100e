using System.Text.Json;
using AgentBridge.Engine;
using AgentBridge.Tests.Cli;
using AgentBridge.Tests.Exchanges;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Plugins;

/// <summary>A strategy that never answers, in the agent's own process: the loop continues, reports it and stops on request.</summary>
[Trait(Cost.Key, Cost.Slow)]
public class UnendingTests
{
    public UnendingTests() => Skip.If(OperatingSystem.IsWindows(), "needs bash");

    [SkippableTheory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 0)]
    public async Task Agent_StrategyNeverAnswers_ReportsItAndStopsOnRequest(string signal, int exitCode)
    {
        await using var exchange = await FakeBinance.StartAsync();
        exchange.FillTo(40);
        using var cli = new BridgeCli();
        cli.UseFileChannel();
        cli.Environment["STRATEGY_TIMEOUT_MS"] = "300";

        var result = await BridgeProcess.RunAsync(cli, """
            set -m
            $BRIDGE run-cycle --loop --exchange "$1" --strategy-assembly "$3" --strategy unending --param below=1000000000 --json >out.txt 2>err.txt & program=$!
            for i in $(seq 1200); do [ -s out.txt ] && break; sleep 0.1; done
            kill -0 $program && echo alive
            kill -"$2" $program
            wait $program
            """, exchange.Url.ToString(), signal, TestPlugin.Path);

        var (output, error) = (await File.ReadAllTextAsync(cli.PathOf("out.txt")), await File.ReadAllTextAsync(cli.PathOf("err.txt")));
        result.ExitCode.Should().Be(exitCode, error);
        result.Out.Should().Be("alive\n");
        var line = JsonDocument.Parse(output.Split('\n')[0]).RootElement;
        (line.GetProperty("result").GetString(), line.GetProperty("code").GetString()).Should().Be(("NO_TRADE", "GENERATOR_TIMEOUT"));
        error.Should().Contain("GENERATOR_TIMEOUT: the strategy did not answer within 300 ms (STRATEGY_TIMEOUT_MS)").And.NotContain("   at ");
        ActionLog.Read(cli.Journals, null).Records.Select(r => r.Entry.Result).Should().Contain("GENERATOR_TIMEOUT");
        DecisionJournal.Read(cli.Journals).Should().BeEmpty();
    }
}
