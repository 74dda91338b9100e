using System.Security.Cryptography;
using System.Text;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>The strategy's tests within bridge test: one run per release, in parallel; python and dotnet are shell scripts here.</summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed class StrategySuiteTests : IDisposable
{
    private const string Trx = "<TestRun xmlns=\"http://microsoft.com/schemas/VisualStudio/TeamTest/2010\"><Results><UnitTestResult testName=\"A.B\" outcome=\"Passed\" /></Results></TestRun>";

    private readonly BridgeCli _cli = new();

    public StrategySuiteTests()
    {
        Skip.If(OperatingSystem.IsWindows(), "the stand-ins are shell scripts");
        _cli.Write("tests.trx", Trx);
        Script("dotnet", $"while [ $# -gt 1 ]; do [ \"$1\" != --results-directory ] || {{ mkdir -p \"$2\"; cp '{_cli.PathOf("tests.trx")}' \"$2\"; }}; shift; done");
        _cli.Environment["BRIDGE_ROOT"] = _cli.PathOf("root");
        _cli.Environment["BRIDGE_DOTNET"] = _cli.PathOf("dotnet");
        foreach (var folder in new[] { "root/envs", "root/strategy-bridge/tests" })
        {
            Directory.CreateDirectory(_cli.PathOf(folder));
        }

        _cli.Write("root/Bridge.sln", "a solution");
        _cli.Write("root/envs/test-tools.txt", "pytest==1");
    }

    public void Dispose() => _cli.Dispose();

    [SkippableFact]
    public async Task Test_TwoReleases_RunAtOnceEachItsOwnGroupAndAreAddedUp()
    {
        // Each waits for the other's start: run one after the other, they would never end.
        Install("2024.2", "<testsuite tests=\"3\" failures=\"0\" errors=\"0\"><testcase classname=\"tests.a\" name=\"b\"><skipped message=\"needs x\"/></testcase></testsuite>", exit: 0, waitFor: "2026.9");
        Install("2026.9", "<testsuite tests=\"2\" failures=\"1\" errors=\"0\"><testcase classname=\"tests.a\" name=\"c[x]\"><failure message=\"assert 1 == 2&#10; +  where\">trace</failure></testcase></testsuite>", exit: 1, waitFor: "2024.2");

        var result = await _cli.RunAsync("test", "--json");

        result.ExitCode.Should().Be(1, result.Error);
        result.Out.Should().StartWith("{\"passed\":4,\"failed\":1,\"skipped\":[\"tests.a.b: needs x\"],");
        result.Json().GetProperty("failures")[0].GetString().Should().Be("tests.a.c[x]: assert 1 == 2");
        result.Error.Should().Contain("2024.2 | run with --cost usual --only 2024.2 --only common tests").And.Contain("2026.9 | run with --cost usual --only 2026.9 tests");
        File.Exists(_cli.PathOf("root/.artifacts/test-results/usual/strategy-2026.9.xml")).Should().BeTrue();
    }

    [SkippableFact]
    public async Task Test_OneReleaseIsNotThere_IsNamedAndItsTestsAreLeftToTheOther()
    {
        Install("2026.9", "<testsuite tests=\"2\" failures=\"0\" errors=\"0\"/>", exit: 0);

        var result = await _cli.RunAsync("test", "--json");

        result.ExitCode.Should().Be(0, result.Error);
        result.Out.Should().StartWith("{\"passed\":3,\"failed\":0,\"skipped\":[\"strategy-bridge on Freqtrade 2024.2: ");
        result.Error.Should().Contain("2026.9 | run with --cost usual --only 2026.9 --only common --only 2024.2 tests");
    }

    [SkippableFact]
    public async Task Test_Fast_TakesTheReleasesThatAreThereAndInstallsNone()
    {
        Install("2026.9", "<testsuite tests=\"2\" failures=\"0\" errors=\"0\"/>", exit: 0);

        var result = await _cli.RunAsync("test", "--fast", "--json");

        result.ExitCode.Should().Be(0, result.Error);
        result.Out.Should().StartWith("{\"passed\":3,\"failed\":0,\"skipped\":[\"strategy-bridge on Freqtrade 2024.2: ");
        result.Error.Should().Contain("2026.9 | run with --cost fast --only 2026.9").And.NotContain("installing");
    }

    [SkippableFact]
    public async Task Test_AFailureThatNoTestNames_IsCountedAndReported()
    {
        Install("2026.9", "<testsuite tests=\"2\" failures=\"0\" errors=\"1\"/>", exit: 2);

        var result = await _cli.RunAsync("test", "--json");

        result.ExitCode.Should().Be(1);
        result.Json().GetProperty("failures")[0].GetString().Should().StartWith("strategy-2026.9.xml: ");
    }

    [SkippableTheory]
    [InlineData(null, 2, "wrote no results")]
    [InlineData("<testsuite tests=\"2\" failures=\"0\" errors=\"0\"/>", 3, "ended early")]
    public async Task Test_ARunEndsEarly_ItsReleaseIsReportedAndExit1(string? report, int exit, string expected)
    {
        Install("2024.2", "<testsuite tests=\"1\" failures=\"0\" errors=\"0\"/>", exit: 0);
        Install("2026.9", report, exit);

        var result = await _cli.RunAsync("test", "--json");

        result.ExitCode.Should().Be(1);
        result.Json().GetProperty("error").GetProperty("exit").GetInt32().Should().Be(1);
        result.Error.Should().Contain("on Freqtrade 2026.9 " + expected);
    }

    [SkippableFact]
    public async Task Test_ARunEndsEarlyAfterAFailure_NamesThatTooBecauseNoSummaryComes()
    {
        _cli.Write("tests.trx", Trx.Replace("outcome=\"Passed\"", "outcome=\"Failed\"", StringComparison.Ordinal));
        Install("2026.9", report: null, exit: 2);

        var result = await _cli.RunAsync("test", "--json");

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("wrote no results").And.Contain("before that failed: A.B: no reason given");
    }

    /// <summary>An environment that counts as installed, with a python that writes a report.</summary>
    private void Install(string version, string? report, int exit, string? waitFor = null)
    {
        var list = $"freqtrade=={version}\n";
        _cli.Write($"root/envs/freqtrade-{version}.txt", list);
        var folder = $"root/.artifacts/freqtrade/{version}";
        Directory.CreateDirectory(_cli.PathOf(folder + "/bin"));
        _cli.Write($"{folder}/agentbridge-installed", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list))) + "-package");
        var package = $"{folder}/lib/python3.11/site-packages/freqtrade-{version}.dist-info";
        Directory.CreateDirectory(_cli.PathOf(package));
        _cli.Write($"{package}/RECORD", string.Empty);
        _cli.Write($"{version}.xml", report ?? string.Empty);
        Script($"{folder}/bin/freqtrade", "exit 0");
        Script($"{folder}/bin/python", $$"""
            [ "$2" != pip ] || exit 0
            touch '{{_cli.PathOf(version + ".started")}}'
            for i in $(seq 600); do [ -f '{{_cli.PathOf((waitFor ?? version) + ".started")}}' ] && break; sleep 0.1; done
            [ -f '{{_cli.PathOf((waitFor ?? version) + ".started")}}' ] || exit 9
            while [ "$1" != --junitxml ]; do shift; done
            [ ! -s '{{_cli.PathOf(version + ".xml")}}' ] || cp '{{_cli.PathOf(version + ".xml")}}' "$2"
            shift 2
            echo "run with $*"
            exit {{exit}}
            """);
    }

    private void Script(string path, string body)
    {
        _cli.Write(path, "#!/bin/sh\n" + body.ReplaceLineEndings("\n") + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_cli.PathOf(path), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
