using System.Globalization;
using AgentBridge.Tests.Support;
using AgentBridge.Tests.Transport;

namespace AgentBridge.Tests.Cli;

/// <summary>fetch and doctor on a Redis that other programs use, and at unusual addresses.</summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed class RedisFetchTests
{
    /// <summary>In bytes: a twelfth of the messages in the test, and far more than the program needs.</summary>
    private const int HeapLimit = 48 * 1024 * 1024;

    [SkippableFact]
    [Trait(Cost.Key, Cost.Long)]
    public async Task Fetch_BesideMessagesOfMegabytes_AnswersWithinALittleMemory()
    {
        await using var server = await RedisPlainServer.StartAsync();
        await server.AskAsync("EVAL", "redis.call('LPUSH', KEYS[1], ARGV[1]) for i = 1, 150 do redis.call('LPUSH', KEYS[1], string.rep('x', 4194304)) end return 1", "1", "signals", SignalText.Example);
        using var cli = new BridgeCli();
        cli.Environment["DOTNET_GCHeapHardLimit"] = "0x" + HeapLimit.ToString("x", CultureInfo.InvariantCulture);

        var found = await BridgeProcess.RunAsync(cli, "$BRIDGE fetch BTC/USDT --max-age 604800 --redis redis://127.0.0.1:$1/0", server.Port.ToString(CultureInfo.InvariantCulture));

        found.ExitCode.Should().Be(1, found.Error);
        found.Error.Should().Contain("1 stale").And.Contain("150 too large");
    }

    [SkippableFact]
    public async Task Fetch_OneDecisionWithOtherValues_HandsOutTheFirstAndReportsIt()
    {
        await using var server = await RedisPlainServer.StartAsync();
        await server.AskAsync("LPUSH", "signals", SignalText.Example, SignalText.Of(SignalText.Signal with { Rationale = "forged" }));
        using var cli = new BridgeCli();

        var found = await cli.RunAsync("fetch", "BTC/USDT", "--redis", FormattableString.Invariant($"redis://127.0.0.1:{server.Port}"));

        found.ExitCode.Should().Be(0, found.Error);
        found.Out.Should().Be(SignalText.Example + "\n");
        found.SingleMessage().Should().Contain("DECISION_CONFLICT").And.Contain(SignalText.Signal.DecisionId.ToString());
    }

    [SkippableFact]
    public async Task Publish_ToACluster_SaysWhatItDid()
    {
        await using var server = await RedisPlainServer.StartAsync("--cluster-enabled", "yes");
        await server.AskAsync("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
        while (!(await server.TryAskAsync("CLUSTER", "INFO")).Contains("cluster_state:ok", StringComparison.Ordinal))
        {
            await Task.Delay(20);
        }

        using var cli = new BridgeCli();
        cli.Write("signal.json", SignalText.Example);

        var published = await cli.RunAsync("publish", "signal.json", "--redis", FormattableString.Invariant($"redis://127.0.0.1:{server.Port}/0"));

        published.ExitCode.Should().Be(0, published.Error);
        published.Out.Should().Contain("published");
        (await server.AskAsync("LLEN", "signals")).Should().Be("1");
    }

    [Theory]
    [InlineData("redis://[::1]:1/0", "Redis at [::1]:1 can't be reached")]
    [InlineData("redis://fe80::1:1/0", "REDIS_URL")]
    [InlineData("redis://nowhere.invalid/0", "the host name has no address")]
    public async Task Doctor_WhateverTheUrl_PrintsItsTable(string url, string says)
    {
        using var cli = new BridgeCli();
        cli.Environment["REDIS_URL"] = url;

        var found = await cli.RunAsync("doctor", "--json");

        found.Json().EnumerateArray().Select(check => check.GetProperty("detail").GetString()).Should().ContainMatch($"*{says}*");
    }
}
