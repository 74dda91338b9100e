using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>The launcher in a checkout whose program is built and current: these tests never build.</summary>
public class LauncherTests
{
    private static readonly string Launcher = Repository.PathOf("bridge");

    public LauncherTests() => Skip.If(OperatingSystem.IsWindows(), "needs bash");

    [SkippableFact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task Launcher_FromElsewhereAndThroughALink_RunsInTheUsersFolder()
    {
        await RequireBuiltAsync();
        using var cli = new BridgeCli();
        cli.Write("signal.json", SignalText.Example);

        var direct = await BridgeProcess.RunAsync(cli, "exec \"$1\" validate signal.json", Launcher);
        var linked = await BridgeProcess.RunAsync(cli, "ln -s \"$1\" first; ln -s first second; exec ./second validate signal.json", Launcher);
        var failed = await BridgeProcess.RunAsync(cli, "exec \"$1\" validate no.json", Launcher);

        direct.Should().Be(new CliResult(0, "valid    signal.json\n", ""));
        linked.Should().Be(direct);
        failed.SingleComplaint(exitCode: 2).Should().Contain("no.json");
    }

    [SkippableFact]
    public async Task Launcher_NoSdkAndNoNetwork_OneClearLineAndExit3()
    {
        // A separate checkout, because the real one remembers its dotnet.
        using var cli = new BridgeCli();
        File.Copy(Launcher, cli.PathOf("bridge"));
        File.Copy(Repository.PathOf("global.json"), cli.PathOf("global.json"));
        var tools = Directory.CreateDirectory(cli.PathOf("tools")).FullName;

        var result = await BridgeProcess.RunAsync(cli, """
            for tool in bash env dirname readlink sed cat mktemp rm mkdir id flock find touch; do ln -s "$(command -v $tool)" "$1/$tool"; done
            printf '#!/bin/sh\nexit 6\n' >"$1/curl"; chmod +x "$1/curl"
            mkdir home; unset DOTNET_ROOT; HOME="$PWD/home" PATH="$1" exec ./bridge doctor
            """, tools);

        result.ExitCode.Should().Be(3, result.Error);
        result.Out.Should().BeEmpty();
        var lines = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Should().OnlyContain(line => line.StartsWith("bridge: ", StringComparison.Ordinal)).And.HaveCount(2);
        lines[0].Should().Contain("dotnet-install");
        lines[1].Should().Contain("no network?").And.Contain("https://dotnet.microsoft.com/download");
    }

    [SkippableFact]
    public async Task Launcher_IsValidBash()
    {
        using var cli = new BridgeCli();

        var result = await BridgeProcess.RunAsync(cli, "exec bash -n \"$1\"", Launcher);

        result.Should().Be(new CliResult(0, "", ""));
    }

    private static async Task RequireBuiltAsync()
    {
        using var cli = new BridgeCli();
        var current = await BridgeProcess.RunAsync(cli, """
            stamp="$1/.artifacts/stamps/cli"
            [ -s "$stamp" ] && [ -f "$1/.artifacts/bin/AgentBridge.Cli/release/bridge.dll" ] &&
              [ -z "$(find "$1/src" "$1/Directory.Build.props" "$1/Directory.Packages.props" "$1/global.json" "$1/schema" -newer "$stamp" -print -quit)" ]
            """, Repository.Root);
        Skip.If(current.ExitCode != 0, "the launcher has not built the program since the last change");
    }
}
