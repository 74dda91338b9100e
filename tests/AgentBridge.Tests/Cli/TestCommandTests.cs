using AgentBridge.Cli;
using AgentBridge.Tests.Documents;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>bridge test, and the test run of a dry-run, with a stand-in for dotnet: the suite does not run itself.</summary>
[Trait(Cost.Key, Cost.Slow)]
public class TestCommandTests
{
    private const string Passed = "<UnitTestResult testName=\"A.B\" outcome=\"Passed\" />";
    private const string Failed = "<UnitTestResult testName=\"A.C\" outcome=\"Failed\"><Output><ErrorInfo><Message>Expected 1\nbut found 2</Message></ErrorInfo></Output></UnitTestResult>";
    private const string NeedsData = "<UnitTestResult testName=\"A.E.F(x: 1)\" outcome=\"NotExecuted\"><Output><ErrorInfo><Message>needs shared-data: candles/x.csv</Message></ErrorInfo></Output></UnitTestResult>";
    private const string Skipped = "<UnitTestResult testName=\"A.D\" outcome=\"NotExecuted\"><Output><ErrorInfo><Message>needs x</Message></ErrorInfo></Output></UnitTestResult>";

    public TestCommandTests() => Skip.If(OperatingSystem.IsWindows(), "the stand-in is a shell script");

    [SkippableFact]
    public async Task Test_AllPass_DocumentEvidenceAndExit0()
    {
        using var cli = Open(Passed + Passed + Skipped, exitCode: 0);

        var result = await cli.RunAsync("test", "--json");

        result.ExitCode.Should().Be(0, result.Error);
        result.Out.Should().StartWith("{\"passed\":2,\"failed\":0,\"skipped\":[\"A.D: needs x\"],\"source_hash\":\"");
        result.Error.Should().Contain("the runner says");
        Evidence(cli).Should().BeEquivalentTo(new { Passed = 2, Failed = 0, Scope = TestEvidence.Usual });
        (await cli.RunAsync("gates", "--json")).Json()[0].GetProperty("passed").GetBoolean().Should().BeTrue();
    }

    [SkippableFact]
    public async Task Test_OneFails_EvidenceReportsItAndExit1()
    {
        using var cli = Open(Passed + Failed, exitCode: 1);

        var result = await cli.RunAsync("test", "--json");

        result.ExitCode.Should().Be(1);
        result.Json().GetProperty("failed").GetInt32().Should().Be(1);
        result.Json().GetProperty("failures")[0].GetString().Should().Be("A.C: Expected 1");
        GoldenFile.Check("test.json", result.Out);
        Evidence(cli)!.Failures.Should().Equal("A.C: Expected 1");
        (await cli.RunAsync("gates", "--json")).Json()[0].GetProperty("passed").GetBoolean().Should().BeFalse();
    }

    [SkippableFact]
    public async Task Test_FailedAndSkipped_AreNamedBeforeTheCountsThatEndIt()
    {
        using var cli = Open(Passed + Failed + Skipped, exitCode: 1);

        var result = await cli.RunAsync("test");

        result.ExitCode.Should().Be(1);
        result.Out.Should().EndWith("skipped A.D: needs x\nfailed A.C: Expected 1\n1 passed, 1 failed, 1 skipped\n");
    }

    [SkippableTheory]
    [InlineData("--fast", TestEvidence.Fast, $"--filter {Cost.Key}!={Cost.Slow}&{Cost.Key}!={Cost.Long}")]
    [InlineData(null, TestEvidence.Usual, $"--filter {Cost.Key}!={Cost.Long}")]
    [InlineData("--all", TestEvidence.All, null)]
    public async Task Test_ByCost_RunsItsTestsAndItsEvidenceIsCited(string? flag, string scope, string? filter)
    {
        using var cli = Open(Passed, exitCode: 0);

        (await cli.RunAsync(flag is null ? ["test", "--json"] : ["test", flag, "--json"])).ExitCode.Should().Be(0);

        var call = (await File.ReadAllLinesAsync(cli.PathOf("calls.txt")))[^1];
        call.Should().EndWith(filter ?? $"--results-directory {cli.PathOf("root", ".artifacts", "test-results", scope)}");
        TestEvidence.TryRead(TestEvidence.PathOf(cli.PathOf("root"), scope))!.Scope.Should().Be(scope);
        (await cli.RunAsync("gates", "--json")).Json()[0].GetProperty("passed").GetBoolean().Should().BeTrue();
    }

    [SkippableFact]
    public async Task Test_FastAndAll_ContradictEachOther()
    {
        using var cli = Open(Passed, exitCode: 0);

        (await cli.RunAsync("test", "--fast", "--all")).SingleComplaint(exitCode: 2).Should().Contain("--fast").And.Contain("--all");
    }

    [SkippableTheory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData(null, 0, "")]
    [InlineData("true", 1, "A.D: needs x|A.E.F(x: 1): needs shared-data: candles/x.csv")]
    [InlineData("true", 1, "A.D: needs x", "shared-data")]
    [InlineData("true", 1, "A.E.F(x: 1): needs shared-data: candles/x.csv", "A.D")]
    [InlineData("true", 1, "A.D: needs x|A.E.F(x: 1): needs shared-data: candles/x.csv", "needs", "x.csv", "A.E.G")]
    [InlineData("true", 0, "", "shared-data", "A.D")]
    [InlineData("true", 0, "", "D", "A.E.F")]
    [InlineData("true", 0, "", "D", "A.E.F(x: 1)")]
    public async Task Test_SkippedWhereCiIsTrue_IsRedUnlessItIsNamed(string? ci, int exit, string refused, params string[] allowed)
    {
        using var cli = Open(Passed + Skipped + NeedsData, exitCode: 0);
        if (ci is not null)
        {
            cli.Environment["CI"] = ci;
        }

        var result = await cli.RunAsync([.. new[] { "test" }, .. allowed.SelectMany(name => new[] { "--allow-skip", name })]);

        result.ExitCode.Should().Be(exit, result.Error);
        result.Messages.Where(m => m.Contains("CI=true", StringComparison.Ordinal)).Select(m => m[(m.IndexOf("): ", StringComparison.Ordinal) + 3)..])
            .Should().BeEquivalentTo(refused.Split('|', StringSplitOptions.RemoveEmptyEntries));
        result.Out.Should().EndWith("\n1 passed, 0 failed, 2 skipped\n");
    }

    [SkippableTheory]
    [InlineData(Passed)]
    [InlineData(null)]
    public async Task Test_TheRunEndsEarly_IsNoEvidenceAndTheOldOneIsGone(string? results)
    {
        using var cli = Open(Passed, exitCode: 0);
        (await cli.RunAsync("test", "--json")).ExitCode.Should().Be(0);
        WriteDotnet(cli, results, exitCode: 134);

        var result = await cli.RunAsync("test", "--json");

        result.ExitCode.Should().Be(1);
        result.Json().GetProperty("error").GetProperty("code").GetString().Should().Be("CHECK_FAILED");
        Evidence(cli).Should().BeNull();
    }

    [SkippableFact]
    public async Task Test_NoDotnet_OneLineAndExit3()
    {
        using var cli = Open(Passed, exitCode: 0);
        cli.Environment["BRIDGE_DOTNET"] = cli.PathOf("no-dotnet");

        (await cli.RunAsync("test", "--json")).SingleComplaint(exitCode: 3).Should().Contain("no-dotnet");
    }

    [SkippableTheory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData(Passed, 0, 0)]
    [InlineData(Failed, 1, 1)]
    public async Task DryRun_NoEvidenceYet_RunsTheSeedClassesAndCitesThem(string results, int testsExit, int exit)
    {
        using var cli = Open(results, testsExit);
        cli.UseFileChannel();

        var result = await cli.RunAsync("dry-run", "--host", "paper", "--candles", cli.WriteCandles(CliCandles.Generated(1_000)));

        result.ExitCode.Should().Be(exit, result.Out + result.Error);
        result.Error.Should().Contain("running the seed-named classes");
        result.Out.Should().Contain("seed-named classes only");
        (await File.ReadAllTextAsync(cli.PathOf("calls.txt"))).Should().Contain("build ").And.Contain("FullyQualifiedName~.test_signal_roundtrip.");
    }

    [SkippableTheory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData(Passed, 0)]
    [InlineData(Failed, 1)]
    public async Task DryRun_TheWholeRunFailed_IsNamedInAWarningAndTheSeedClassesAnswer(string seed, int exit)
    {
        using var cli = Open(Passed + Failed, exitCode: 1);
        cli.UseFileChannel();
        (await cli.RunAsync("test", "--json")).ExitCode.Should().Be(1);
        WriteDotnet(cli, seed, exit);
        var candles = cli.WriteCandles(CliCandles.Generated(1_000));

        var result = await cli.RunAsync("dry-run", "--host", "paper", "--candles", candles);

        result.ExitCode.Should().Be(exit, result.Out + result.Error);
        result.Error.Should().Contain("warning: G1: .artifacts/gates/g1.json has 1 failed, first A.C: Expected 1; running the seed-named classes");
        result.Out.Should().Contain(exit == 0 ? "g1.json of 2" : "all but the long tests");
        (await cli.RunAsync("gates", "--json")).Json()[0].GetProperty("passed").GetBoolean().Should().BeFalse("the widest run counts if it is the only criterion");

        if (exit == 0)
        {
            File.Delete(cli.PathOf("calls.txt"));
            var again = await cli.RunAsync("dry-run", "--host", "paper", "--candles", candles);
            again.ExitCode.Should().Be(0, again.Error);
            again.Error.Should().Contain("warning: G1: ").And.Contain("a narrower run of these sources passed");
            File.Exists(cli.PathOf("calls.txt")).Should().BeFalse("what passed on the same sources is not run again");
        }
    }

    [SkippableFact]
    public async Task DryRun_TheTestsDoNotBuild_ReportsItAndExit1()
    {
        using var cli = Open(Passed, exitCode: 0);
        cli.UseFileChannel();
        File.WriteAllText(cli.PathOf("dotnet"), "#!/bin/sh\necho 'error CS1002: ; expected'\nexit 1\n");

        var result = await cli.RunAsync("dry-run", "--host", "paper", "--candles", cli.WriteCandles(CliCandles.Quiet));

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("G1: the tests do not build: error CS1002");
    }

    private static BridgeCli Open(string? results, int exitCode)
    {
        var cli = new BridgeCli();
        Directory.CreateDirectory(cli.PathOf("root"));
        cli.Write("root/Bridge.sln", "a solution");
        cli.Environment["BRIDGE_ROOT"] = cli.PathOf("root");
        cli.Environment["BRIDGE_DOTNET"] = cli.PathOf("dotnet");
        WriteDotnet(cli, results, exitCode);
        return cli;
    }

    /// <summary>A program that logs its arguments and, for <c>test</c>, writes results as the runner does.</summary>
    private static void WriteDotnet(BridgeCli cli, string? results, int exitCode)
    {
        cli.Write("results.xml", $"<TestRun xmlns=\"http://microsoft.com/schemas/VisualStudio/TeamTest/2010\"><Results>{results}</Results></TestRun>");
        var leave = results is null ? "exit" : $"mkdir -p \"$2\"; cp '{cli.PathOf("results.xml")}' \"$2/tests.trx\"";
        cli.Write("dotnet", $$"""
            #!/bin/sh
            echo "$@" >>'{{cli.PathOf("calls.txt")}}'
            echo 'the runner says'
            [ "$1" = test ] || exit 0
            while [ $# -gt 1 ]; do if [ "$1" = --results-directory ]; then {{leave}} {{(results is null ? exitCode : "")}}; fi; shift; done
            exit {{exitCode}}
            """.ReplaceLineEndings("\n"));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(cli.PathOf("dotnet"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static TestEvidence? Evidence(BridgeCli cli) => TestEvidence.TryRead(TestEvidence.PathOf(cli.PathOf("root"), TestEvidence.Usual));
}
