using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>The helper that runs programs: a failing program is reported and does not block other tests.</summary>
public sealed class BridgeProcessTests
{
    [SkippableFact]
    public async Task Run_AScriptThatLeavesAProgramBehind_EndsItAndGivesTheScriptsEnd()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "reads /proc");
        using var cli = new BridgeCli();

        // It keeps the script's output open, in its own session.
        var result = await BridgeProcess.RunAsync(
            BridgeProcess.Bash(cli.Folder, "echo done; setsid sleep 86400 & echo $! >left; exit 7"), leftAfterwards: TimeSpan.FromMilliseconds(200));

        result.ExitCode.Should().Be(7);
        result.Out.Should().Be("done\n");
    }

    [SkippableFact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task Run_AScriptThatNeverEnds_IsEndedAndItsOutputIsReported()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "reads /proc");
        using var cli = new BridgeCli();

        var run = () => BridgeProcess.RunAsync(BridgeProcess.Bash(cli.Folder, "echo so far; setsid sleep 86400 & wait"), TimeSpan.FromSeconds(2));

        (await run.Should().ThrowAsync<TimeoutException>()).WithMessage("*did not end within 00:00:02*so far*");
    }
}
