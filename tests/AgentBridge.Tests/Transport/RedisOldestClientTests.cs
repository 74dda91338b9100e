using System.Diagnostics;
using AgentBridge.Tests.Cli;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Transport;

/// <summary>The tests of the Redis channel on the oldest client that the package allows; the tests here use the newest.</summary>
[Trait(Cost.Key, Cost.Long)]
public sealed class RedisOldestClientTests
{
    [SkippableFact]
    public async Task RedisTests_OnTheOldestClientOfTheRange_Pass()
    {
        Skip.IfNot(AgentBridge.Cli.RedisServerProcess.TryFind(out _), "redis-server is not installed");
        var tests = Repository.PathOf(".artifacts", "bin", "AgentBridge.Tests.OldestRedis", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/', '\\')), "AgentBridge.Tests.OldestRedis.dll");
        File.Exists(tests).Should().BeTrue("the solution builds {0}", tests);

        var run = await BridgeProcess.RunAsync(
            new ProcessStartInfo(BridgeProcess.Dotnet, ["test", tests, "--nologo"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true },
            TimeSpan.FromMinutes(5));

        run.ExitCode.Should().Be(0, "{0}{1}", run.Out, run.Error);
        run.Out.Should().Contain("Passed!").And.MatchRegex(@"Skipped:\s+0");
    }
}
