using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>When the launcher builds, in a test checkout whose dotnet only logs its calls.</summary>
[Trait(Cost.Key, Cost.Slow)]
[Trait(Cost.Key, Cost.Slow)]
public class LauncherBuildTests
{
    // Ends a build at once, or, if there is a file named slow, on a signal.
    private const string Dotnet = """
        #!/bin/bash
        case "$1" in
          --version) echo 10.0.0 ;;
          build)
            echo build >>"$LOG"; echo "$2" >>"$HOME/projects"
            if [ -e "$HOME/slow" ]; then
              trap 'trap "" INT TERM; echo stopped >>"$LOG"; exit 143' INT TERM
              echo building >"$HOME/building"
              while :; do sleep 0.1; done
            fi
            mkdir -p .artifacts/bin/AgentBridge.Cli/release
            echo program >.artifacts/bin/AgentBridge.Cli/release/bridge.dll
            [ ! -e "$HOME/broken" ] || { echo "error CS0000: broken"; exit 1; }
            ;;
          exec) shift 2; echo "ran $*" >>"$LOG"; echo "${BRIDGE_WHEELS-none}" >"$HOME/wheels" ;;
        esac
        """;

    // Ignored and tracked files; every command after it adds to the log.
    private const string Checkout = """
        export HOME="$PWD/home" LOG="$PWD/log" DOTNET_ROOT="$PWD/dotnet"
        mkdir -p home dotnet c/src/P c/schema; : >log
        printf '%s\n' "$2" >dotnet/dotnet; chmod +x dotnet/dotnet
        cp "$1" c/bridge; cd c
        echo /.artifacts/ >.gitignore; for file in src/P/P.cs src/P/Q.cs src/P/README.md Directory.Build.props Directory.Packages.props global.json; do echo x >$file; done
        git init -q . && git add -A
        touch -d '1 hour ago' $(git ls-files)
        """;

    public LauncherBuildTests() => Skip.If(OperatingSystem.IsWindows(), "needs bash");

    private static string Launcher { get; } = Repository.PathOf("bridge");

    [SkippableTheory]
    [InlineData(":", 1)]
    [InlineData("touch src/P/P.cs", 2)]
    [InlineData("echo y >>Directory.Packages.props", 2)]
    [InlineData("rm src/P/Q.cs", 2)]
    [InlineData("echo x >src/P/R.cs; touch -d '1 hour ago' src/P/R.cs; git add src/P/R.cs", 2)]
    [InlineData("echo x >src/P/R.cs", 1)]
    [InlineData("echo x >src/P/.P.cs.swp; echo x >'src/P/#P.cs#'; ln -s nobody@nowhere 'src/P/.#P.cs'", 1)]
    [InlineData("touch src/P/README.md src/P", 1)]
    [InlineData("export GIT_DIR=/nowhere GIT_INDEX_FILE=/nowhere/index", 1)]
    [InlineData("rm -rf .git; echo x >src/P/R.cs", 2)]
    [InlineData("rm -rf .git", 1, ".git")]
    public async Task Launcher_SecondRun_BuildsWhereAFileThatGitKnowsHasChanged(string change, int builds, string? removedBefore = null)
    {
        using var cli = new BridgeCli();

        var result = await RunAsync(cli, $"""
            rm -rf {removedBefore ?? "nothing"}
            ./bridge first || exit 99
            {change}
            ./bridge second && ./bridge third; cat "$LOG"
            """);

        result.ExitCode.Should().Be(0, result.Error);
        var lines = result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Where(line => line.StartsWith("ran", StringComparison.Ordinal)).Should().Equal("ran first", "ran second", "ran third");
        lines.Count(line => line.StartsWith("build", StringComparison.Ordinal)).Should().Be(builds, result.Out);
    }

    [SkippableTheory]
    [InlineData("test --help", "src/AgentBridge.Cli/AgentBridge.Cli.csproj")]
    [InlineData("test --fast -h", "src/AgentBridge.Cli/AgentBridge.Cli.csproj")]
    [InlineData("bench '-?'", "src/AgentBridge.Cli/AgentBridge.Cli.csproj")]
    [InlineData("test --no-install", "Bridge.sln")]
    [InlineData("bench --no-install -- --help", "Bridge.sln")]
    public async Task Launcher_AskedForHelp_BuildsTheProgramAlone(string arguments, string project)
    {
        using var cli = new BridgeCli();

        var result = await RunAsync(cli, $"""./bridge {arguments}; cat "$HOME/projects" """);

        result.ExitCode.Should().Be(0, result.Error);
        result.Out.Should().Be(project + "\n");
    }

    [SkippableTheory]
    [InlineData("test --no-install", ":", "none")]
    [InlineData("test --no-install", "mkdir -p ../shared/wheels", "/shared/wheels")]
    [InlineData("test --no-install", "mkdir -p ../shared/wheels; export BRIDGE_WHEELS=/mine", "/mine")]
    [InlineData("dry-run --no-install", "mkdir -p ../shared/wheels", "none")]
    [InlineData("freqtrade install", "mkdir -p ../shared/wheels", "none")]
    public async Task Launcher_WheelsBesideTheCheckout_AreTakenByTheTestsAlone(string arguments, string before, string wheels)
    {
        using var cli = new BridgeCli();

        var result = await RunAsync(cli, $"""{before}; ./bridge {arguments}; cat "$HOME/wheels" """);

        result.ExitCode.Should().Be(0, result.Error);
        result.Out.Should().EndWith(wheels + "\n").And.NotContain("..");
    }

    [SkippableTheory]
    [InlineData("-INT", "-", 130)]
    [InlineData("-INT", "", 130)]
    [InlineData("-TERM", "", 143)]
    public async Task Launcher_StoppedWhileItBuilds_IsNoFailedBuild(string signal, string group, int exitCode)
    {
        using var cli = new BridgeCli();

        var result = await RunAsync(cli, """
            touch "$HOME/slow"
            set -m
            ./bridge doctor & program=$!
            until [ -e "$HOME/building" ]; do kill -0 $program || exit 99; sleep 0.05; done
            kill "$3" -- $4$program
            wait $program; code=$?
            rm "$HOME/slow"; ./bridge again || exit 98
            cat "$LOG"; exit $code
            """, signal, group);

        result.ExitCode.Should().Be(exitCode, result.Out + result.Error);
        result.Out.Should().Be("build\nstopped\nbuild\nran again\n");
        result.Error.Should().NotContain("failed");
    }

    [SkippableFact]
    public async Task Launcher_BrokenBuild_IsReportedAndTriedAgain()
    {
        using var cli = new BridgeCli();

        var result = await RunAsync(cli, """
            touch "$HOME/broken"; ./bridge doctor --json; echo "$?"
            rm "$HOME/broken"; ./bridge doctor; cat "$LOG"
            """);

        result.Out.Should().Be("""
            {"error":{"code":"BUG","exit":70,"message":"the build failed; its output is above"}}
            70
            build
            build
            ran doctor

            """);
        result.Error.Should().Contain("error CS0000: broken").And.Contain("the build failed");
    }

    [SkippableFact]
    public async Task Launcher_OfAnotherUser_RunsWhatIsBuilt()
    {
        using var cli = new BridgeCli();
        var probe = await BridgeProcess.RunAsync(cli, "unshare -m true");
        Skip.If(probe.ExitCode != 0, "needs the right to mount");

        // For root, only a mount makes a folder read-only.
        const string AsAnother = "unshare -m bash -c 'mount --bind -o ro . . 2>/dev/null; mount --bind . . && mount -o remount,bind,ro . && cd \"$PWD\" && exec ./bridge \"$@\"' bash";
        var result = await RunAsync(cli, $"""
            {AsAnother} unbuilt; echo "$?"
            ./bridge built
            {AsAnother} current; echo "$?"
            touch src/P/P.cs; {AsAnother} stale; echo "$?"
            cat "$LOG"
            """);

        result.Out.Should().Be("3\n0\n0\nbuild\nran built\nran current\nran stale\n", result.Error);
        result.Error.Should().Contain("the program is not built").And.Contain("may be older than its sources");
        result.Error.Split('\n').Count(line => line.Contains("may be older", StringComparison.Ordinal)).Should().Be(1);
    }

    private static Task<CliResult> RunAsync(BridgeCli cli, string script, params string[] arguments) =>
        BridgeProcess.RunAsync(cli, $"{Checkout}\n{script}", [Launcher, Dotnet, .. arguments]);
}
