using AgentBridge.Cli;

namespace AgentBridge.Tests.Cli;

public sealed class ChildProcessTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    [SkippableFact]
    public async Task Wait_ChildFailedBeforeItsInterruptIsNoticedHere_CountsAsCancelled()
    {
        Skip.If(OperatingSystem.IsWindows(), "needs a shell");
        using var request = new CancellationTokenSource();
        using var process = await ChildProcess.StartAsync("/bin/sh", ["-c", "exit 1"]);

        var wait = ChildProcess.WaitAsync(process, Long, lateRequest: Long, request.Token);
        await process.WaitForExitAsync();
        await request.CancelAsync();

        await wait.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task Wait_ChildEndsWithoutARequest_ReturnsItsExitCode(int code)
    {
        Skip.If(OperatingSystem.IsWindows(), "needs a shell");
        using var request = new CancellationTokenSource();
        using var process = await ChildProcess.StartAsync("/bin/sh", ["-c", FormattableString.Invariant($"exit {code}")]);

        (await ChildProcess.WaitAsync(process, Long, TimeSpan.FromMilliseconds(1), request.Token)).Should().Be(code);
    }
}
