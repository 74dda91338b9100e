using System.Globalization;
using System.Text.RegularExpressions;
using AgentBridge.Tests.Documents;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>bridge freqtrade install: from scratch, over damage, stopped, twice at once, and where it is impossible.</summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed partial class FreqtradeInstallTests
{
    private const string Ready = "Freqtrade 2024.2 is ready (";

    [SkippableFact]
    [Trait(Cost.Key, Cost.Long)]
    public async Task Install_SubmoduleCheckedOutAndTakenAway_RunsItsTreeAndThenThePackageAgain()
    {
        using var tiny = TinyFreqtrade.WithWheels();
        (await tiny.InstallAsync()).ExitCode.Should().Be(0);
        foreach (var (file, text) in new[] { ("__init__", "__version__ = '2024.2'"), ("main", "import sys\ndef main():\n    print('freqtrade 2024.2 of the tree')\n    return 0") })
        {
            Directory.CreateDirectory(tiny.Cli.PathOf("root", "vendor", "freqtrade", "freqtrade"));
            tiny.Cli.Write($"root/vendor/freqtrade/freqtrade/{file}.py", text + "\n");
        }

        var asked = await tiny.RunAsync("0");
        asked.ExitCode.Should().Be(3);
        asked.Error.Should().Contain("run ./bridge freqtrade install");
        (await tiny.InstallAsync()).ExitCode.Should().Be(0);
        var run = await tiny.RunAsync("0");
        run.Out.Should().Be("freqtrade 2024.2 of the tree\n", run.Error);
        var program = await BridgeProcess.RunAsync(tiny.Cli, "exec \"$1\"", Path.Combine(tiny.Folder, "bin", "freqtrade"));
        program.Out.Should().Be("freqtrade 2024.2 of the tree\n", program.Error + run.Error);

        Directory.Delete(tiny.Cli.PathOf("root", "vendor"), recursive: true);
        (await tiny.InstallAsync()).ExitCode.Should().Be(0);
        (await tiny.RunAsync("0")).Out.Should().Contain("'0'").And.NotContain("of the tree");
    }

    [SkippableFact]
    [Trait(Cost.Key, Cost.Long)]
    public async Task Install_FromNothingThenDamaged_IsReportedInOneLineAndMended()
    {
        using var tiny = TinyFreqtrade.WithWheels();
        (await tiny.RunAsync("0")).SingleComplaint(exitCode: 3).Should().Be("bridge: Freqtrade 2024.2 is not installed: run ./bridge freqtrade install --version 2024.2");
        (await DoctorAsync(tiny)).Should().Be("no: run ./bridge freqtrade install --version 2024.2");
        await InstallsAsync(tiny, "installing Freqtrade 2024.2 from ");
        (await DoctorAsync(tiny)).Should().Be("yes: ");
        (await tiny.InstallAsync()).Messages.Should().BeEmpty("nothing is left to do");
        var document = (await BridgeProcess.RunAsync(tiny.Cli, "exec $BRIDGE freqtrade install --json")).Out;
        GoldenFile.Check("freqtrade-install.json", Seconds().Replace(document, "<measured>").Replace(tiny.Cli.Folder, "<folder>", StringComparison.Ordinal));

        // A missing file, a truncated file, another version installed by hand, an interrupted install.
        File.Delete(Path.Combine(tiny.Packages, "ccxt", "main.py"));
        await IsRepairedAsync(tiny, "ccxt-1.0: ccxt/main.py is missing");
        File.WriteAllText(Path.Combine(tiny.Packages, "pandas", "main.py"), "");
        await IsRepairedAsync(tiny, "pandas-1.0: pandas/main.py is not what was installed");
        Directory.Move(Path.Combine(tiny.Packages, "sqlalchemy-1.0.dist-info"), Path.Combine(tiny.Packages, "sqlalchemy-0.9.dist-info"));
        await IsRepairedAsync(tiny, "SQLAlchemy==1.0 is not there", "sqlalchemy-0.9");
        File.Delete(Path.Combine(tiny.Packages, "freqtrade-2024.2.dist-info", "RECORD"));
        await IsRepairedAsync(tiny, "freqtrade-2024.2: its install was cut off");

        // A truncated stamp of a finished install, and an empty Python file.
        var stamp = Path.Combine(tiny.Folder, "agentbridge-installed");
        File.WriteAllText(stamp, File.ReadAllText(stamp)[..20]);
        await IsReinstalledAsync(tiny);
        var python = Path.Combine(tiny.Folder, "bin", "python");
        File.Delete(python);
        File.WriteAllText(python, "");
        await IsReinstalledAsync(tiny);
    }

    [SkippableTheory]
    [InlineData("-KILL", "")]
    [InlineData("-INT", "-")]
    [Trait(Cost.Key, Cost.Long)]
    public async Task Install_StoppedAtManyMoments_LeavesNoProcessAndIsResumed(string signal, string group)
    {
        using var tiny = TinyFreqtrade.WithWheels();
        foreach (var seconds in new[] { 0.3, 1, 2, 3.5 })
        {
            var stopped = await BridgeProcess.RunAsync(tiny.Cli, """
                set -m
                $BRIDGE freqtrade install >out.txt 2>err.txt & program=$!
                sleep "$1"
                kill "$2" -- $3$program 2>/dev/null
                wait $program
                """, seconds.ToString(CultureInfo.InvariantCulture), signal, group);

            stopped.ExitCode.Should().BeOneOf([signal is "-INT" ? 130 : 137, 0], await File.ReadAllTextAsync(tiny.Cli.PathOf("err.txt")));
            (await tiny.Marked.RunningAfterAsync(TimeSpan.FromMinutes(1))).Should().BeEmpty();
        }

        (await tiny.InstallAsync()).ExitCode.Should().Be(0);
        (await tiny.RunAsync("0")).ExitCode.Should().Be(0);
    }

    [SkippableFact]
    [Trait(Cost.Key, Cost.Long)]
    public async Task Install_TwoAtOnce_OneInstallsAndTheOtherWaits()
    {
        using var tiny = TinyFreqtrade.WithWheels();

        var both = await Task.WhenAll(tiny.InstallAsync(), tiny.InstallAsync());

        both.Should().OnlyContain(result => result.ExitCode == 0);
        both.SelectMany(result => result.Messages).Should().ContainSingle(line => line.Contains("installing", StringComparison.Ordinal));
        (await tiny.RunAsync("0")).ExitCode.Should().Be(0);
    }

    [SkippableFact]
    [Trait(Cost.Key, Cost.Long)]
    public async Task Install_NothingToInstallFrom_OneLineWithTheRemedyAndExit3()
    {
        using var tiny = new TinyFreqtrade();

        var noWheels = await tiny.InstallAsync();
        tiny.Cli.Environment.Remove("BRIDGE_WHEELS");
        tiny.Cli.Environment["PIP_INDEX_URL"] = "http://127.0.0.1:9/simple";
        tiny.Cli.Environment["PIP_RETRIES"] = "0";

        // Wheels beside the checkout are not used unless they are configured.
        _ = Directory.CreateDirectory(tiny.Cli.PathOf("shared", "wheels"));
        var noIndex = await tiny.InstallAsync();
        tiny.Cli.Environment["BRIDGE_WHEELS"] = "no-such-folder";
        var noFolder = await tiny.InstallAsync();

        IsExplained(noWheels, "freqtrade==2024.2").Should().Contain("BRIDGE_WHEELS").And.Contain(tiny.Cli.PathOf("wheels"));
        IsExplained(noIndex, "freqtrade==2024.2").Should().Contain("the package index").And.Contain("without a network").And.Contain("BRIDGE_WHEELS=FOLDER");
        noFolder.SingleComplaint(exitCode: 2).Should().Contain("BRIDGE_WHEELS=no-such-folder");
    }

    [SkippableFact]
    public async Task Install_NoPlaceForIt_OneLineAndExit3()
    {
        using var tiny = TinyFreqtrade.WithWheels();
        tiny.Cli.Write("root/.artifacts/freqtrade", "a file where the folder should be");

        (await tiny.InstallAsync()).SingleComplaint(exitCode: 3).Should().Contain("freqtrade");
    }

    [SkippableFact]
    [Trait(Cost.Key, Cost.Long)]
    public async Task Install_DiskFull_OneLineAndExit3()
    {
        using var tiny = TinyFreqtrade.WithWheels();
        var place = Directory.CreateDirectory(tiny.Cli.PathOf("root", ".artifacts")).FullName;
        var probe = await BridgeProcess.RunAsync(tiny.Cli, "unshare -m mount -t tmpfs -o size=16k none \"$1\"", place);
        Skip.If(probe.ExitCode != 0, "needs the right to mount a tmpfs");

        // A private mount that ends with the process; a venv alone needs ten times that.
        var result = await BridgeProcess.RunAsync(tiny.Cli, "exec unshare -m bash -c 'mount -t tmpfs -o size=1m none \"$1\" && $BRIDGE freqtrade install' bash \"$1\"", place);

        result.ExitCode.Should().Be(3, result.Error);
        result.Messages.Should().HaveCount(2);
        result.Messages[^1].Should().Contain("is full (").And.Contain("2024.2");
    }

    [SkippableFact]
    public async Task Install_NoPython_OneLineAndExit3()
    {
        using var tiny = TinyFreqtrade.WithWheels();
        tiny.Cli.Environment["TOOLS"] = FreqtradeCheckout.PathWithoutRedis(tiny.Cli);

        var result = await BridgeProcess.RunAsync(tiny.Cli, "PATH=$TOOLS exec $BRIDGE freqtrade install");

        IsExplained(result, "Python 3.11").Should().Contain("PATH");
    }

    [Theory]
    [InlineData("freqtrade", "install", "--version", "2025.1")]
    [InlineData("freqtrade", "run", "--version", "2025.1", "--", "trade")]
    [InlineData("dry-run", "--freqtrade", "2025.1")]
    public async Task UnknownVersion_Exit2NamingThoseThatThereAre(params string[] command)
    {
        using var cli = new BridgeCli();

        (await cli.RunAsync(command)).SingleComplaint(exitCode: 2).Should().Contain("2025.1").And.Contain("2024.2").And.Contain("2026.9");
    }

    private static async Task InstallsAsync(TinyFreqtrade tiny, string message)
    {
        var result = await tiny.InstallAsync();

        result.ExitCode.Should().Be(0, result.Error);
        result.Out.Should().StartWith(Ready);
        result.Messages.Should().ContainSingle().Which.Should().StartWith("bridge: " + message);
    }

    private static async Task IsRepairedAsync(TinyFreqtrade tiny, params string[] problems)
    {
        var refused = (await tiny.RunAsync("0")).SingleComplaint(exitCode: 3);
        refused.Should().ContainAny(problems).And.EndWith("run ./bridge freqtrade install --version 2024.2");
        await InstallsAsync(tiny, "repairing (");
        (await tiny.RunAsync("0")).ExitCode.Should().Be(0);
    }

    private static async Task IsReinstalledAsync(TinyFreqtrade tiny)
    {
        (await tiny.RunAsync("0")).SingleComplaint(exitCode: 3).Should().Contain("is not installed");
        await InstallsAsync(tiny, "installing");
        (await tiny.RunAsync("0")).ExitCode.Should().Be(0);
    }

    /// <summary>The doctor's row for it, with its remedy. A missing Freqtrade is only advice: the main job can trade on paper.</summary>
    private static async Task<string> DoctorAsync(TinyFreqtrade tiny)
    {
        var result = await BridgeProcess.RunAsync(tiny.Cli, "exec $BRIDGE doctor --json");
        result.ExitCode.Should().Be(0, result.Error);
        var checks = result.Json().EnumerateArray().ToDictionary(c => c.GetProperty("check").GetString()!, StringComparer.Ordinal);
        checks.Should().ContainKeys("python3", "packages", "freqtrade 2024.2", "freqtrade 2026.9", "C# in Freqtrade");
        checks["packages"].GetProperty("detail").GetString().Should().Be(tiny.Cli.PathOf("wheels"));
        var own = checks["freqtrade 2024.2"];
        return $"{(own.GetProperty("ok").GetBoolean() ? "yes" : "no")}: {own.GetProperty("remedy").GetString()}";
    }

    [GeneratedRegex(@"(?<=""seconds"":)\d+(\.\d{1,3})?(?=\})", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Seconds();

    private static string IsExplained(CliResult result, string what)
    {
        result.ExitCode.Should().Be(3, result.Error);
        result.Out.Should().BeEmpty();
        result.Messages.Should().HaveCountLessThanOrEqualTo(2, "at most one before the line that reports the work");
        return result.Messages[^1].Should().Contain(what).And.Subject;
    }
}
