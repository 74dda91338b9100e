using System.Globalization;
using AgentBridge.Cli;
using AgentBridge.Engine;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>The runs on the real Freqtrade, stopped midway and then to the end, in one folder.</summary>
internal static class FreqtradeRuns
{
    private static readonly string[] Story = ["market", "exchange", "channel", "host", "candle", "signal", "gate", "publish", "entry", "stop", "exit", "result", "parity"];

    /// <summary>On the pinned release: stopped and killed midway, then a trade through Redis.</summary>
    public static async Task PinAsync()
    {
        Skip.IfNot(RedisServerProcess.TryFind(out _), "redis-server is not installed");
        using var scenario = FreqtradeDryRuns.Open("2024.2", withRedis: true);

        await IsStoppedAsync(scenario, "host ", "-TERM", wholeGroup: false);

        // A killed process can't clean up; its watcher ends its children.
        var killed = await scenario.StopAsync("stop ", "-KILL", wholeGroup: false);
        killed.ExitCode.Should().Be(137, killed.Out + killed.Error);
        (await scenario.Marked.RunningAfterAsync(TimeSpan.FromMinutes(1))).Should().BeEmpty();
        MarkedProcesses.BoundPorts(killed.Out).Should().BeEmpty();

        await TradesToTp1Async(scenario, "a private redis-server on 127.0.0.1:", "2024.2");
    }

    /// <summary>On the newest release: Ctrl+C twice, then a trade through files.</summary>
    public static async Task NewestAsync()
    {
        using var scenario = FreqtradeDryRuns.Open("2026.9", withRedis: false);

        await IsStoppedAsync(scenario, "exchange ", "-INT", wholeGroup: true);
        await IsStoppedAsync(scenario, "stop ", "-INT", wholeGroup: true);
        await TradesToTp1Async(scenario, "files in the run's folder (there is no redis-server here)", "2026.9");
    }

    private static async Task IsStoppedAsync(FreqtradeRun scenario, string atLine, string signal, bool wholeGroup)
    {
        var result = await scenario.StopAsync(atLine, signal, wholeGroup);

        result.ExitCode.Should().Be(130, result.Out + result.Error);
        result.Messages[^1].Should().Be("bridge: interrupted");
        scenario.Marked.Running().Should().BeEmpty();
        MarkedProcesses.BoundPorts(result.Out).Should().BeEmpty();
    }

    private static async Task TradesToTp1Async(FreqtradeRun scenario, string channel, string version)
    {
        var result = await scenario.RunAsync("--until", "tp1");

        result.ExitCode.Should().Be(0, result.Out + result.Error);
        var lines = result.Out.Split('\n');
        lines.Select(line => line.Split(' ')[0]).Where(Story.Contains).Should().Equal(Story, "the lines appear in this order, each once");
        result.Out.Should().Contain("channel  " + channel).And.Contain($"Freqtrade {version}'s own trade table").And.Contain("All gates passed");
        lines.Should().ContainSingle(line => line.StartsWith("| G2 ", StringComparison.Ordinal)).Which.Should().Contain("yes").And.Contain("freqtrade host: 1 trade");
        (await scenario.Cli.RunAsync("gates", "--require-freqtrade")).ExitCode.Should().Be(0);
        var row = await FreqtradeDryRuns.ResultIsFreqtradesAsync(scenario, "tp1");
        lines.Should().Contain(line => line.StartsWith("result ", StringComparison.Ordinal) && line.Contains(row.PnlRMultiple.ToString("+0.00", CultureInfo.InvariantCulture), StringComparison.Ordinal));
        scenario.Marked.Running().Should().BeEmpty();
        MarkedProcesses.BoundPorts(result.Out).Should().BeEmpty();
    }
}
