using AgentBridge.Backtesting;
using AgentBridge.Cli;

namespace AgentBridge.Tests.Cli;

/// <summary>The gate G1, passed and failed, and the evidence that test runs write.</summary>
public sealed class TestGateTests : IDisposable
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 12, 34, 0, TimeSpan.Zero);
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("agentbridge-gates-");

    public TestGateTests()
    {
        Directory.CreateDirectory(Path.Combine(Root, "src"));
        File.WriteAllText(Path.Combine(Root, "src", "A.cs"), "class A;");
    }

    private string Root => _root.FullName;

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void G1_WithoutSources_Fails() =>
        TestGate.OfCheckout(null).Should().Be(new GateResult("G1", false, "no sources here", "0 failed, same sources", "run from a checkout: ./bridge test"));

    [Fact]
    public void G1_NoRun_Fails() => G1().Should().Be(new GateResult("G1", false, "no test run of these sources", "0 failed, same sources", "run ./bridge test"));

    [Fact]
    public void G1_WholeRunOfTheseSources_Holds()
    {
        Evidence(TestEvidence.All, passed: 700, skipped: ["A.B: no mount"]);

        G1().Should().Be(new GateResult("G1", true, "700 passed, 0 failed, 1 skipped", "0 failed, same sources", "all tests, 2026-01-02 12:34Z"));
    }

    [Fact]
    public void G1_OneTestFailed_Fails()
    {
        Evidence(TestEvidence.All, passed: 700, failed: 1);

        G1().Should().Match<GateResult>(g => !g.Passed && g.Measured == "700 passed, 1 failed, 0 skipped");
    }

    [Fact]
    public void G1_NothingPassed_Fails()
    {
        Evidence(TestEvidence.All, passed: 0);

        G1().Passed.Should().BeFalse();
    }

    [Fact]
    public void G1_SourcesEditedSince_Fails()
    {
        Evidence(TestEvidence.All, passed: 700);
        File.AppendAllText(Path.Combine(Root, "src", "A.cs"), " ");

        G1().Should().Match<GateResult>(g => !g.Passed && g.Measured == "no test run of these sources");
    }

    [Fact]
    public void G1_SeedNamedClassesOnly_HoldsAndReportsIt()
    {
        Evidence(TestEvidence.Seed, passed: 60);

        G1().Should().Match<GateResult>(g => g.Passed && g.Evidence.StartsWith("seed-named classes only; ./bridge test runs all, "));
    }

    [Fact]
    public void G1_BothScopes_TheWholeRunIsCitedThoughItFailed()
    {
        Evidence(TestEvidence.Seed, passed: 60);
        Evidence(TestEvidence.All, passed: 700, failed: 2);

        G1().Should().Match<GateResult>(g => !g.Passed && g.Evidence.StartsWith("all tests, "));
    }

    [Theory]
    [InlineData(TestEvidence.All, "all tests, ")]
    [InlineData(TestEvidence.Usual, "all but the long tests, ")]
    [InlineData(TestEvidence.Fast, "fast tests only; ./bridge test runs all, ")]
    public void G1_EachScope_IsCitedByWhatItRan(string scope, string evidence)
    {
        Evidence(scope, passed: 700);

        G1().Should().Match<GateResult>(g => g.Passed && g.Evidence.StartsWith(evidence));
    }

    [Fact]
    public void G1_WholeRunFailedWhereANarrowRunSuffices_TheNarrowRunIsCitedAndTheFailureReported()
    {
        Evidence(TestEvidence.Seed, passed: 60);
        Evidence(TestEvidence.Usual, passed: 700, failed: 2);

        G1(narrowRunSuffices: true).Should().Be(new GateResult(
            "G1", true, "60 passed, 0 failed, 0 skipped", "0 failed, same sources",
            "seed-named classes only; ./bridge test runs all, 2026-01-02 12:34Z; g1.json of 2026-01-02 12:34Z: 2 failed"));
    }

    [Fact]
    public void G1_EveryRunFailedWhereANarrowRunSuffices_Fails()
    {
        Evidence(TestEvidence.Seed, passed: 60, failed: 1);
        Evidence(TestEvidence.All, passed: 700, failed: 2);

        G1(narrowRunSuffices: true).Should().Match<GateResult>(g => !g.Passed && g.Measured == "700 passed, 2 failed, 0 skipped");
    }

    [Fact]
    public void G1_WholeRunOfOtherSources_TheSeedRunOfTheseIsCited()
    {
        new TestEvidence("00", TestEvidence.All, 700, 0, [], At).Write(TestEvidence.PathOf(Root, TestEvidence.All));
        Evidence(TestEvidence.Seed, passed: 60);

        G1().Should().Match<GateResult>(g => g.Passed && g.Evidence.StartsWith("seed-named"));
    }

    [Fact]
    public void G1_SeedRunInThePlaceOfAWholeOne_IsNotTaken()
    {
        new TestEvidence(SourceTree.Hash(Root), TestEvidence.Seed, 60, 0, [], At).Write(TestEvidence.PathOf(Root, TestEvidence.All));

        G1().Measured.Should().Be("no test run of these sources");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"source_hash\":\"x\",\"scope\":\"all\",\"passed\":1,\"failed\":0,\"skipped\":null,\"at\":\"2026-01-02T00:00:00Z\"}")]
    [InlineData("\0\0\0")]
    public void G1_ForeignEvidenceFile_IsNone(string content)
    {
        var path = TestEvidence.PathOf(Root, TestEvidence.All);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);

        TestEvidence.TryRead(path).Should().BeNull();
        G1().Passed.Should().BeFalse();
    }

    [Fact]
    public void G1_TornEvidenceFile_IsNone()
    {
        Evidence(TestEvidence.All, passed: 700);
        var path = TestEvidence.PathOf(Root, TestEvidence.All);
        var whole = File.ReadAllBytes(path);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);

            TestEvidence.TryRead(path).Should().BeNull();
        }
    }

    [Fact]
    public void TestEvidence_Written_IsReadBackAndLeavesNothingElse()
    {
        var evidence = new TestEvidence("ab", TestEvidence.All, 3, 0, ["x: why"], At);
        var path = TestEvidence.PathOf(Root, TestEvidence.All);

        evidence.Write(path);
        evidence.Write(path);

        TestEvidence.TryRead(path).Should().BeEquivalentTo(evidence);
        Directory.GetFiles(Path.GetDirectoryName(path)!).Should().Equal(path);
        TestEvidence.TryRead(Path.GetDirectoryName(path)!).Should().BeNull("a folder is no evidence");
    }

    private void Evidence(string scope, int passed, int failed = 0, string[]? skipped = null) =>
        new TestEvidence(SourceTree.Hash(Root), scope, passed, failed, skipped ?? [], At).Write(TestEvidence.PathOf(Root, scope));

    private GateResult G1(bool narrowRunSuffices = false) => TestGate.OfCheckout(Root, narrowRunSuffices);
}
