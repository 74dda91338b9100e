using System.Text.Json;
using AgentBridge.Cli;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>The program as a package installs it: its files lie beside it, its data in a folder of the user's, and there is no checkout.</summary>
public sealed class PackagedProgramTests : IDisposable
{
    private const string Hash = "abc1";

    private readonly BridgeCli _cli = new();

    public PackagedProgramTests()
    {
        _cli.ProgramFolder = _cli.PathOf("tool");
        Directory.CreateDirectory(Content);
        Directory.CreateSymbolicLink(Path.Combine(Content, "envs"), Repository.PathOf("envs"));
        Directory.CreateSymbolicLink(Path.Combine(Content, "strategy-bridge"), Repository.PathOf("strategy-bridge"));
        _cli.Environment["AGENTBRIDGE_HOME"] = "data";

        // A checkout that is named all the same.
        _cli.Environment["BRIDGE_ROOT"] = Repository.Root;
        _cli.Environment["PATH"] = string.Empty;
    }

    private string Content => _cli.PathOf("tool", "content");

    [Theory]
    [InlineData("/named", "/xdg", "/users/one", "/named")]
    [InlineData("", "/xdg", "/users/one", "/xdg/agentbridge")]
    [InlineData(null, "relative", "/users/one", "/users/one/.local/share/agentbridge")]
    [InlineData(null, null, "/users/one", "/users/one/.local/share/agentbridge")]
    public void DataFolder_IsTheNamedOneElseTheUsersDataFolder(string? named, string? data, string home, string expected)
    {
        foreach (var (key, value) in new[] { ("AGENTBRIDGE_HOME", named), ("XDG_DATA_HOME", data), ("HOME", home) })
        {
            _ = value is null ? _cli.Environment.Remove(key) : (_cli.Environment[key] = value).Length > 0;
        }

        Installation.Of(_cli.Host(TextWriter.Null, TextWriter.Null))!.DataFolder.Should().Be(expected);
    }

    [Fact]
    public async Task Doctor_NamesThePackageItsDataAndTheCommandsOfATool()
    {
        var checks = (await _cli.RunAsync("doctor", "--json")).Json().EnumerateArray().ToDictionary(c => c.GetProperty("check").GetString()!, StringComparer.Ordinal);

        checks.Should().NotContainKey("sources");
        checks["installation"].GetProperty("detail").GetString().Should().Contain("without sources").And.EndWith(_cli.PathOf("data"));
        checks["freqtrade 2026.9"].GetProperty("remedy").GetString().Should().Be("run bridge freqtrade install --version 2026.9");
    }

    [Theory]
    [InlineData("test")]
    [InlineData("bench")]
    public async Task CommandOfACheckout_IsRefusedInOneLine(string command) =>
        (await _cli.RunAsync(command, "--json")).SingleComplaint(exitCode: 2).Should().Be($"bridge: {command} needs the sources: run ./bridge {command} in a checkout");

    [Fact]
    public async Task FreqtradeRun_NothingInstalled_NamesTheToolsCommand() =>
        (await _cli.RunAsync("freqtrade", "run", "--version", "2026.9", "--", "trade")).SingleComplaint(exitCode: 3)
            .Should().Be("bridge: Freqtrade 2026.9 is not installed: run bridge freqtrade install --version 2026.9");

    [Fact]
    public async Task FreqtradeStrategy_TakesTheFileOfThePackage()
    {
        var result = await _cli.RunAsync("freqtrade", "strategy", "--json");

        result.ExitCode.Should().Be(0, result.Error);
        result.Json().GetProperty("package").GetString().Should().Be(Path.Combine(Content, "strategy-bridge"));
        result.Json().GetProperty("next").GetString().Should().StartWith("bridge freqtrade run -- trade --strategy AgentBridgeStrategy ");
        File.Exists(_cli.PathOf("user_data", "strategies", "AgentBridgeStrategy.py")).Should().BeTrue();
    }

    [Fact]
    public async Task FreqtradeWheel_OfTheLibrary_NeedsACheckout() =>
        (await _cli.RunAsync("freqtrade", "wheel", "--only", "linux")).SingleComplaint(exitCode: 2).Should().Contain("run ./bridge freqtrade wheel in a checkout");

    [Fact]
    public async Task Gates_TestRunOfThisBuild_PassesG1()
    {
        Pack(new TestEvidence(Hash, TestEvidence.All, 10, 0, [], _cli.Clock.GetUtcNow()));
        _cli.SourceHash = Hash;

        var gate = await G1Async();

        gate.GetProperty("passed").GetBoolean().Should().BeTrue();
        gate.GetProperty("evidence").GetString().Should().Be(FormattableString.Invariant($"all tests of this build, {_cli.Clock.GetUtcNow():yyyy-MM-dd HH:mm}Z"));
    }

    [Theory]
    [InlineData(null, 0, "the package's test run is of other sources")]
    [InlineData("def2", 0, "the package's test run is of other sources")]
    [InlineData(Hash, 1, "10 passed, 1 failed, 0 skipped")]
    public async Task Gates_TestRunThatDoesNotVouch_LeavesG1Open(string? sourceHash, int failed, string measured)
    {
        Pack(new TestEvidence(Hash, TestEvidence.All, 10, failed, [], _cli.Clock.GetUtcNow()));
        _cli.SourceHash = sourceHash;

        var gate = await G1Async();

        gate.GetProperty("passed").GetBoolean().Should().BeFalse();
        gate.GetProperty("measured").GetString().Should().Be(measured);
    }

    [Fact]
    public async Task Gates_PackedWithoutATestRun_LeavesG1Open()
    {
        _cli.SourceHash = Hash;

        (await G1Async()).GetProperty("measured").GetString().Should().Be("the package contains no test run");
    }

    public void Dispose() => _cli.Dispose();

    private void Pack(TestEvidence evidence) => evidence.Write(Path.Combine(Content, "gates", "g1.json"));

    private async Task<JsonElement> G1Async() => (await _cli.RunAsync("gates", "--json")).Json().EnumerateArray().Single(g => string.Equals(g.GetProperty("gate").GetString(), "G1", StringComparison.Ordinal));
}
