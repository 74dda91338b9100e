using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>bridge freqtrade strategy: copies the strategy file into a folder of the user.</summary>
public sealed class FreqtradeStrategyTests : IDisposable
{
    private static readonly string Source = Repository.PathOf("strategy-bridge", "AgentBridgeStrategy.py");
    private readonly BridgeCli _cli = new();

    public FreqtradeStrategyTests() => _cli.Environment["BRIDGE_ROOT"] = Repository.PathOf();

    [Fact]
    public async Task Strategy_NoFolderNamed_LaysTheFileIntoUserDataAndSaysWhatToRunNext()
    {
        var result = await _cli.RunAsync("freqtrade", "strategy");

        var path = _cli.PathOf("user_data", "strategies", "AgentBridgeStrategy.py");
        result.ExitCode.Should().Be(0, result.Error);
        (await File.ReadAllBytesAsync(path)).Should().Equal(await File.ReadAllBytesAsync(Source));
        result.Out.Split('\n').Should().StartWith(path);
        result.Out.Should().Contain("pip install ").And.Contain(Repository.PathOf("strategy-bridge"));
        result.Out.Should().Contain($"\nthen: freqtrade trade --strategy AgentBridgeStrategy --strategy-path \"{_cli.PathOf("user_data", "strategies")}\" -c CONFIG.json\n");
    }

    [Fact]
    public async Task Strategy_Json_NamesFilePackageAndNextLine()
    {
        var document = (await _cli.RunAsync("freqtrade", "strategy", "--out", "mine", "--json")).Json();

        document.EnumerateObject().Select(p => p.Name).Should().Equal("file", "package", "next");
        document.GetProperty("file").GetString().Should().Be(_cli.PathOf("mine", "AgentBridgeStrategy.py"));
        File.Exists(document.GetProperty("file").GetString()).Should().BeTrue();
        Directory.Exists(Path.Combine(document.GetProperty("package").GetString()!, "agent_bridge")).Should().BeTrue();
    }

    [Fact]
    public async Task Strategy_TheSameFileIsThere_IsSuccess()
    {
        _ = await _cli.RunAsync("freqtrade", "strategy");

        (await _cli.RunAsync("freqtrade", "strategy")).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task Strategy_AnotherFileIsThere_IsKept()
    {
        _ = _cli.Write("user_data/strategies/AgentBridgeStrategy.py", "# mine\n");

        (await _cli.RunAsync("freqtrade", "strategy")).SingleComplaint(exitCode: 2)
            .Should().Be("bridge: --out user_data/strategies: there is another AgentBridgeStrategy.py; move it away or name another folder");
        (await File.ReadAllTextAsync(_cli.PathOf("user_data", "strategies", "AgentBridgeStrategy.py"))).Should().Be("# mine\n");
    }

    [Fact]
    public async Task Strategy_FolderIsAFile_IsOneLine()
    {
        _ = _cli.Write("taken", "x");

        (await _cli.RunAsync("freqtrade", "strategy", "--out", "taken")).SingleComplaint(exitCode: 2).Should().StartWith("bridge: --out taken: ");
    }

    public void Dispose() => _cli.Dispose();
}
