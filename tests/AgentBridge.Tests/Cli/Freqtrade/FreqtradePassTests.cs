using AgentBridge.Tests.Plugins;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>bridge freqtrade run|backtest: the same as calling Freqtrade directly.</summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed class FreqtradePassTests(InstalledTinyFreqtrade installed) : IClassFixture<InstalledTinyFreqtrade>
{
    // With job control each job has its own process group and receives Ctrl+C.
    private const string Start = """
        set -m
        rm -f out.txt
        $BRIDGE freqtrade run -- trade "$1" >out.txt & program=$!
        until grep -q waiting out.txt; do kill -0 $program || exit 99; sleep 0.1; done
        """;

    [SkippableFact]
    public async Task RunAndBacktest_PassArgumentsAndExitCode()
    {
        var run = await BridgeProcess.RunAsync(Tiny.Cli, "exec $BRIDGE freqtrade run -- trade -c 'my config.json' --json --help -v 3");
        var bare = await BridgeProcess.RunAsync(Tiny.Cli, "exec $BRIDGE freqtrade run trade -c config.json --strategy S -vv 0");
        var backtest = await BridgeProcess.RunAsync(Tiny.Cli, "exec $BRIDGE freqtrade backtest --version 2024.2 -- --timerange 20250101- 42");

        run.Should().Be(new CliResult(3, "['freqtrade', 'trade', '-c', 'my config.json', '--json', '--help', '-v', '3']\n", ""));
        bare.Should().Be(new CliResult(0, "['freqtrade', 'trade', '-c', 'config.json', '--strategy', 'S', '-vv', '0']\n", ""));
        backtest.Should().Be(new CliResult(42, "['freqtrade', 'backtesting', '--timerange', '20250101-', '42']\n", ""));
    }

    [SkippableFact]
    public async Task Backtest_WithAnAssembly_HandsItOverAsASettingOfFreqtrade()
    {
        Directory.CreateSymbolicLink(Tiny.Cli.PathOf("mine"), Path.GetDirectoryName(TestPlugin.Path)!);

        var backtest = await BridgeProcess.RunAsync(Tiny.Cli, "exec $BRIDGE freqtrade backtest --strategy-assembly mine/AgentBridge.TestPlugin.dll -- --timerange 20250101- 0");
        var missing = await BridgeProcess.RunAsync(Tiny.Cli, "exec $BRIDGE freqtrade backtest --strategy-assembly none.dll -- 0");

        backtest.Should().Be(new CliResult(0, $"{Tiny.Cli.PathOf("mine", "AgentBridge.TestPlugin.dll")} ['freqtrade', 'backtesting', '--timerange', '20250101-', '0']\n", ""));
        missing.SingleComplaint(exitCode: 2).Should().Contain("none.dll: there is no such file; build the project");
    }

    [SkippableFact]
    public async Task Run_HyperoptWithoutItsPackages_NamesThemBeforeItStarts()
    {
        var refused = await BridgeProcess.RunAsync(Tiny.Cli, "exec $BRIDGE freqtrade run -- hyperopt --epochs 3 --strategy S 0");
        var help = await BridgeProcess.RunAsync(Tiny.Cli, "exec $BRIDGE freqtrade run -- hyperopt --help 0");

        refused.SingleComplaint(exitCode: 3).Should().Contain("scikit-optimize, scikit-learn, scipy<1.13, filelock").And.Contain("--version 2026.9").And.Contain("pip install");
        help.ExitCode.Should().Be(0, help.Error);
    }

    [SkippableTheory]
    [InlineData("-INT", "-", "SIGINT", "wait", 7)]
    [InlineData("-INT", "", "SIGINT", "wait", 7)]
    [InlineData("-INT", "", "SIGINT", "serve", 130)]
    [InlineData("-TERM", "-", "SIGTERM", "wait", 7)]
    [InlineData("-TERM", "", "SIGTERM", "serve", 0)]
    [InlineData("-TERM", "-", "SIGTERM", "serve", 0)]
    public async Task Run_Stopped_FreqtradeGetsTheSignalOnceAndShutsDownNormally(string signal, string group, string received, string what, int exitCode)
    {
        // A terminal sends Ctrl+C to the whole group; a service manager signals its main process, or all of them.
        var result = await BridgeProcess.RunAsync(Tiny.Cli, $$"""
            {{Start}}
            kill "$2" -- $3$program
            wait $program
            """, what, signal, group);

        result.ExitCode.Should().Be(exitCode, result.Error);
        (await File.ReadAllTextAsync(Tiny.Cli.PathOf("out.txt"))).Should().EndWith($"ended by ['{received}']\n");
        Tiny.Marked.Running().Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Run_AskedToStopAgainAndAgain_FreqtradeGetsTheSignalOnce()
    {
        var result = await BridgeProcess.RunAsync(Tiny.Cli, $$"""
            {{Start}}
            for i in 1 2 3 4 5; do kill -TERM -- -$program $program; sleep 0.1; done
            wait $program
            """, "serve");

        result.ExitCode.Should().Be(0, result.Error);
        (await File.ReadAllTextAsync(Tiny.Cli.PathOf("out.txt"))).Should().EndWith("ended by ['SIGTERM']\n");
    }

    [SkippableFact]
    public async Task Run_KilledOutright_FreqtradeGetsTheSignalOnceAndShutsDownNormally()
    {
        var result = await BridgeProcess.RunAsync(Tiny.Cli, $$"""
            {{Start}}
            kill -KILL $program
            wait $program
            """, "serve");

        result.ExitCode.Should().Be(137, result.Error);
        (await Tiny.Marked.RunningAfterAsync(TimeSpan.FromMinutes(1))).Should().BeEmpty();
        (await File.ReadAllTextAsync(Tiny.Cli.PathOf("out.txt"))).Should().EndWith("ended by ['SIGTERM']\n");
    }

    private TinyFreqtrade Tiny => installed.Value ?? throw new SkipException("needs Linux, and python3.11 on the PATH");
}

/// <summary>One install for the tests that only run it.</summary>
public sealed class InstalledTinyFreqtrade : IAsyncLifetime
{
    internal TinyFreqtrade? Value { get; private set; }

    public async Task InitializeAsync()
    {
        if (TinyFreqtrade.IsPossible)
        {
            Value = TinyFreqtrade.WithWheels();
            (await Value.InstallAsync()).ExitCode.Should().Be(0);
        }
    }

    public Task DisposeAsync()
    {
        Value?.Dispose();
        return Task.CompletedTask;
    }
}
