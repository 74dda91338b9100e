using System.Text.RegularExpressions;
using AgentBridge.Tests.Cli;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Docs;

/// <summary>The unit, the Dockerfile and the compose file name commands, options, settings and files that exist.</summary>
public sealed partial class DeploymentTests : IDisposable
{
    private readonly BridgeCli _cli = new();

    [Fact]
    public async Task Unit_ItsCommandIsAnAgentWithKnownOptions()
    {
        var unit = Unit();

        unit["Type"].Should().Be("notify");
        unit["ExecReload"].Should().Be("/bin/kill -HUP $MAINPID");
        unit["RestartPreventExitStatus"].Should().Be("2", "wrong settings stay wrong");
        unit["ExecStart"].Should().StartWith("/usr/bin/dotnet /opt/agentbridge/bridge.dll agent ");
        await ShouldBeUnderstoodAsync(unit["ExecStart"].Split(' ')[2..]);
        unit.Should().NotContainKey("MemoryDenyWriteExecute", "the runtime compiles");
        int.Parse(unit["WatchdogSec"].Replace("min", string.Empty, StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture).Should().BeGreaterThanOrEqualTo(2, "the agent gives a sign of life every 30 s");
    }

    [SkippableFact]
    public async Task Unit_SystemdVerifies_FindsNothing()
    {
        const string Analyze = "/usr/bin/systemd-analyze";
        Skip.IfNot(File.Exists(Analyze), "systemd-analyze is not installed");

        // The program's own path is another machine's.
        var path = _cli.Write("agentbridge-agent.service", (await File.ReadAllTextAsync(PathOf("agentbridge-agent.service"))).Replace("/usr/bin/dotnet", "/bin/true", StringComparison.Ordinal));
        var result = await BridgeProcess.RunAsync(BridgeProcess.Bash(_cli.Folder, "exec \"$@\"", Analyze, "verify", "--man=no", path));

        result.ExitCode.Should().Be(0, result.Error);
        (result.Out + result.Error).Should().BeEmpty();
    }

    [Fact]
    public async Task Dockerfile_CopiesWhatExistsAndRunsKnownCommands()
    {
        var lines = await LinesAsync("Dockerfile");

        foreach (var source in lines.Where(l => l.StartsWith("COPY ", StringComparison.Ordinal) && !l.Contains("--from", StringComparison.Ordinal)).SelectMany(l => l.Split(' ')[1..^1]))
        {
            Path.Exists(Path.Combine(Repository.Root, source)).Should().BeTrue(source);
        }

        var ignored = await LinesAsync("Dockerfile.dockerignore");
        ignored[0].Should().Be("**", "nothing that is not named goes into an image");
        foreach (var source in lines.Where(l => l.StartsWith("COPY ", StringComparison.Ordinal) && !l.Contains("--from", StringComparison.Ordinal)).SelectMany(l => l.Split(' ')[1..^1]))
        {
            ignored.Should().Contain($"!{source}");
        }

        Words(lines.Single(l => l.StartsWith("ENTRYPOINT ", StringComparison.Ordinal))).Should().Equal("dotnet", "/opt/agentbridge/bridge.dll");
        await ShouldBeUnderstoodAsync(Words(lines.Single(l => l.StartsWith("CMD ", StringComparison.Ordinal))));
        await ShouldBeUnderstoodAsync(Words(lines.Single(l => l.StartsWith("HEALTHCHECK ", StringComparison.Ordinal)))[2..]);
        lines.Should().Contain("USER agentbridge").And.Contain("STOPSIGNAL SIGTERM");
    }

    [Fact]
    public async Task Compose_ItsAgentHasKnownOptionsAndSettings()
    {
        var text = await File.ReadAllTextAsync(PathOf("compose.yaml"));
        var agent = Section(text, "agent");

        await ShouldBeUnderstoodAsync(Words(agent.Single(l => l.StartsWith("command: ", StringComparison.Ordinal))));
        foreach (var setting in agent.SkipWhile(l => !string.Equals(l, "environment:", StringComparison.Ordinal)).Skip(1).TakeWhile(l => Setting().IsMatch(l)).Select(l => l.Split(": ", 2)))
        {
            _cli.Environment[setting[0]] = setting[1];
        }

        _cli.Environment.Keys.Should().BeEquivalentTo("REDIS_URL", "PAIRS", "TIMEFRAME");
        var doctor = await _cli.RunAsync("doctor", "--json");
        doctor.Json().EnumerateArray().Single(c => string.Equals(c.GetProperty("check").GetString(), "configuration", StringComparison.Ordinal)).GetProperty("ok").GetBoolean().Should().BeTrue(doctor.Out);
        agent.Where(l => l.StartsWith("- \"", StringComparison.Ordinal)).Should().OnlyContain(l => l.StartsWith("- \"127.0.0.1:", StringComparison.Ordinal), "no port is open to other machines");
    }

    public void Dispose() => _cli.Dispose();

    [GeneratedRegex("\"(?<word>[^\"]*)\"", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Quoted();

    [GeneratedRegex("^[A-Z_]+: ", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Setting();

    private static string PathOf(string file) => Path.Combine(Repository.Root, "envs", file);

    private static async Task<string[]> LinesAsync(string file) => [.. (await File.ReadAllLinesAsync(PathOf(file))).Where(l => l.Length > 0 && l[0] != '#')];

    private static string[] Words(string line) => [.. Quoted().Matches(line).Select(m => m.Groups["word"].Value)];

    private static Dictionary<string, string> Unit() => File.ReadAllLines(PathOf("agentbridge-agent.service"))
        .Where(l => l.Contains('=', StringComparison.Ordinal) && l[0] != '#')
        .Select(l => l.Split('=', 2))
        .ToDictionary(l => l[0], l => l[1], StringComparer.Ordinal);

    /// <summary>The lines of a service, without their indentation.</summary>
    private static List<string> Section(string compose, string service) =>
        [.. compose.Split('\n').SkipWhile(l => !string.Equals(l, $"  {service}:", StringComparison.Ordinal)).Skip(1).TakeWhile(l => l.StartsWith("    ", StringComparison.Ordinal)).Select(l => l.Trim())];

    /// <summary>Each option of a command line is one of the command's.</summary>
    private static async Task ShouldBeUnderstoodAsync(string[] words)
    {
        using var cli = new BridgeCli();
        var help = (await cli.RunAsync(words[0], "--help")).Out;
        help.Should().StartWith("Description:");
        foreach (var option in words.Where(w => w.StartsWith("--", StringComparison.Ordinal)))
        {
            help.Should().MatchRegex($@"(^|\s){option}[\s,]");
        }
    }
}
