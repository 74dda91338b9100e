using AgentBridge.Tests.Cli;
using AgentBridge.Tests.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Packages;

/// <summary>A package may add to the public surface of the last release, and take nothing from it.</summary>
[Trait(Cost.Key, Cost.Long)]
public sealed class BaselineTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly BridgeCli _cli = new();

    [Fact]
    public async Task Pack_PublicMemberRemoved_IsRefusedAndNothingIsWritten()
    {
        // The checkout has one library, so that the test takes seconds.
        PackedCheckouts.Copy(_folder.Root);
        foreach (var other in Directory.GetDirectories(_folder.PathOf("src")).Where(d => Path.GetFileName(d) is not "AgentBridge.Schema"))
        {
            Directory.Delete(other, recursive: true);
        }

        (await PackAsync("--baseline")).ExitCode.Should().Be(0);
        (await File.ReadAllTextAsync(_folder.PathOf("nupkg/baseline/version"))).Should().MatchRegex(@"^\d+\.\d+\.\d+$");
        var file = _folder.PathOf("src/AgentBridge.Schema/Pair.cs");
        var pair = await File.ReadAllTextAsync(file);

        _ = _folder.Write("src/AgentBridge.Schema/Added.cs", "namespace AgentBridge.Schema;\n/// <summary>New.</summary>\npublic static class Added;\n");
        var added = await PackAsync("--out", "added");
        added.ExitCode.Should().Be(0, added.Error);

        File.Delete(_folder.PathOf("src/AgentBridge.Schema/Added.cs"));
        await File.WriteAllTextAsync(file, pair.Replace("public static bool TryParse(", "internal static bool TryParse(", StringComparison.Ordinal));
        var broken = await PackAsync("--out", "broken");

        broken.ExitCode.Should().Be(1, broken.Error);
        broken.Error.Should().Contain("CP0002").And.Contain("AgentBridge.Schema.Pair.TryParse").And.Contain("--baseline");
        broken.Error.Should().NotContain("   at ");
        Directory.EnumerateFiles(_cli.PathOf("broken")).Should().BeEmpty("what was packed before the refusal is left out, too");
    }

    public void Dispose()
    {
        _folder.Dispose();
        _cli.Dispose();
    }

    private Task<CliResult> PackAsync(params string[] arguments)
    {
        _cli.Environment["BRIDGE_ROOT"] = _folder.Root;
        _cli.Environment["BRIDGE_DOTNET"] = BridgeProcess.Dotnet;
        _cli.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH")!;
        return _cli.RunAsync(["pack", "--wheels", "none", .. arguments]);
    }
}
