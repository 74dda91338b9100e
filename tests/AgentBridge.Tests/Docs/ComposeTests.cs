using System.Text.Json;
using System.Text.RegularExpressions;
using AgentBridge.Engine;
using AgentBridge.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace AgentBridge.Tests.Docs;

/// <summary>What of the compose file shows without Docker: keys, names, files, folders, ports, and that its services agree with each other.</summary>
public sealed partial class ComposeTests
{
    private static readonly string[] TopLevel = ["name", "services", "volumes"];
    private static readonly string[] ServiceKeys = ["image", "build", "command", "environment", "ports", "volumes", "healthcheck", "depends_on", "stop_grace_period", "restart"];
    private static readonly string[] ConfigFiles = ["--config", "-c"];

    private readonly YamlMappingNode _root = Read();

    [Fact]
    public void Compose_Keys_AreThoseOfTheComposeSpecification()
    {
        Keys(_root).Should().BeSubsetOf(TopLevel);
        foreach (var (name, service) in Services())
        {
            Keys(service).Should().BeSubsetOf(ServiceKeys, name);
            Text(service, "restart").Should().Be("unless-stopped", name);
        }

        Keys(Map(Map(Service("agent"), "build"))).Should().BeEquivalentTo("context", "dockerfile");
        Keys(Map(Map(Service("redis"), "healthcheck"))).Should().BeSubsetOf(["test", "interval", "timeout", "retries", "start_period"]);
    }

    [Fact]
    public void Compose_ImagesOfOthers_HaveATag() =>
        Services().Where(s => !Keys(s.Service).Contains("build", StringComparer.Ordinal)).Select(s => Text(s.Service, "image")).Should().NotBeEmpty().And.OnlyContain(image => Tagged().IsMatch(image));

    [Fact]
    public void Compose_Dependencies_AreServicesThatCanBecomeHealthy()
    {
        foreach (var (name, service) in Services().Where(s => Keys(s.Service).Contains("depends_on", StringComparer.Ordinal)))
        {
            foreach (var (other, wait) in Map(service, "depends_on").Children)
            {
                var condition = Text(Map(wait), "condition");
                condition.Should().BeOneOf("service_healthy", "service_started");
                Keys(Service(other.ToString())).Should().Contain(string.Equals(condition, "service_healthy", StringComparison.Ordinal) ? "healthcheck" : "restart", $"{name} waits for {other}");
            }
        }
    }

    [Fact]
    public void Compose_Volumes_AreDeclaredOrFilesOfTheCheckoutThatNobodyWrites()
    {
        var mounts = Services().SelectMany(s => Mounts(s.Service)).ToList();
        var named = mounts.Where(m => m.Source[0] != '.').Select(m => m.Source).ToList();

        named.Should().BeEquivalentTo(Keys(Map(_root, "volumes")), "each is declared and used once");
        mounts.Should().OnlyContain(m => m.Target.StartsWith('/'));
        mounts.Where(m => m.Source[0] == '.').Should().HaveCount(2).And.OnlyContain(m => m.IsReadOnly && Path.Exists(Path.Combine(Repository.Root, "envs", m.Source)));
    }

    [Fact]
    public void Compose_Build_HasItsFiles()
    {
        var build = Map(Service("agent"), "build");
        var context = Path.GetFullPath(Path.Combine(Repository.Root, "envs", Text(build, "context")));

        context.Should().Be(Path.GetFullPath(Repository.Root));
        File.Exists(Path.Combine(context, Text(build, "dockerfile"))).Should().BeTrue();
    }

    [Fact]
    public void Compose_Ports_AreTheAgentsOfThisMachineAlone()
    {
        var http = Strings(Service("agent"), "command").SkipWhile(word => word is not "--http").Skip(1).First();
        var port = http.Split(':')[^1];

        Services().Where(s => Keys(s.Service).Contains("ports", StringComparer.Ordinal)).Select(s => s.Name).Should().Equal("agent");
        Strings(Service("agent"), "ports").Should().Equal($"127.0.0.1:{port}:{port}");
        Dockerfile().Should().Contain($"EXPOSE {port}\n").And.Contain($"\"--http\", \"127.0.0.1:{port}\"]");
    }

    [Fact]
    public void Compose_Settings_AreKnownAndNameTheRedisService()
    {
        var agent = Environment("agent");
        var freqtrade = Environment("freqtrade");
        var settings = Settings();

        agent.Keys.Should().BeSubsetOf(ConfigKeys.All.Select(key => key.Name));
        freqtrade.Keys.Should().BeSubsetOf(settings.Select(setting => "FREQTRADE__AGENTBRIDGE__" + setting.ToUpperInvariant()));
        new Uri(agent["REDIS_URL"]).Host.Should().BeOneOf(Services().Select(s => s.Name));
        freqtrade["FREQTRADE__AGENTBRIDGE__REDIS_URL"].Should().Be(agent["REDIS_URL"]);
    }

    [Fact]
    public void Compose_Pairs_AreThoseThatFreqtradeTradesInTheSameTimeframe()
    {
        using var config = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("envs", "freqtrade-dry-run.json")));
        var root = config.RootElement;

        Environment("agent")["PAIRS"].Split(',').Should().BeEquivalentTo(root.GetProperty("exchange").GetProperty("pair_whitelist").EnumerateArray().Select(pair => pair.GetString()));
        Environment("agent")["TIMEFRAME"].Should().Be(root.GetProperty("timeframe").GetString());
        root.GetProperty("dry_run").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public void Compose_WhatIsRecorded_IsInVolumes()
    {
        Mounts(Service("agent")).Should().ContainSingle(m => Dockerfile().Contains($"WORKDIR {m.Target}\n", StringComparison.Ordinal), "JOURNAL_DIR lies below the working directory");
        var volume = Mounts(Service("freqtrade")).Single(m => m.Source[0] != '.').Target;
        Environment("freqtrade")["FREQTRADE__AGENTBRIDGE__JOURNAL_DIR"].Should().StartWith(volume + "/");
        After("--db-url").Should().StartWith($"sqlite:///{volume}/");
        Mounts(Service("redis")).Should().ContainSingle(m => m.Target == "/data", "the image's working directory");
    }

    [Fact]
    public void Compose_Freqtrade_FindsConfigurationAndStrategyWhereTheyAreMounted()
    {
        var mounts = Mounts(Service("freqtrade")).ToDictionary(m => m.Target, m => Path.Combine(Repository.Root, "envs", m.Source), StringComparer.Ordinal);

        File.Exists(mounts[After(ConfigFiles)]).Should().BeTrue();
        File.ReadAllText(Path.Combine(mounts[After("--strategy-path")], After("--strategy") + ".py")).Should().Contain($"class {After("--strategy")}(");
        Strings(Service("freqtrade"), "command")[0].Should().Be("trade");
    }

    [GeneratedRegex(@"^[a-z0-9/]+:[A-Za-z0-9][\w.-]*$", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Tagged();

    [GeneratedRegex("^        name=\"(?<name>[a-z_]+)\"", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex SettingName();

    private static YamlMappingNode Read()
    {
        var yaml = new YamlStream();
        using var text = File.OpenText(Repository.PathOf("envs", "compose.yaml"));
        yaml.Load(text);
        return (YamlMappingNode)yaml.Documents.Single().RootNode;
    }

    private static string Dockerfile() => File.ReadAllText(Repository.PathOf("envs", "Dockerfile"));

    /// <summary>The settings of the strategy, as its table has them.</summary>
    private static string[] Settings() =>
        [.. SettingName().Matches(File.ReadAllText(Repository.PathOf("strategy-bridge", "agent_bridge", "settings_table.py"))).Select(match => match.Groups["name"].Value)];

    private static YamlMappingNode Map(YamlNode node) => (YamlMappingNode)node;

    private static YamlMappingNode Map(YamlMappingNode node, string key) => Map(node.Children[key]);

    private static string Text(YamlMappingNode node, string key) => node.Children[key].ToString();

    private static List<string> Keys(YamlMappingNode node) => [.. node.Children.Keys.Select(key => key.ToString())];

    private static List<string> Strings(YamlMappingNode node, string key) => [.. ((YamlSequenceNode)node.Children[key]).Children.Select(child => child.ToString())];

    private static List<(string Source, string Target, bool IsReadOnly)> Mounts(YamlMappingNode service) =>
        [.. Strings(service, "volumes").Select(mount => mount.Split(':')).Select(parts => (parts[0], parts[1], parts is [_, _, "ro"]))];

    private List<(string Name, YamlMappingNode Service)> Services() => [.. Map(_root, "services").Children.Select(service => (service.Key.ToString(), Map(service.Value)))];

    private YamlMappingNode Service(string name) => Map(Map(_root, "services"), name);

    private Dictionary<string, string> Environment(string service) => Map(Service(service), "environment").Children.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value.ToString(), StringComparer.Ordinal);

    /// <summary>The argument behind an option of Freqtrade's command.</summary>
    private string After(params string[] options) => Strings(Service("freqtrade"), "command").SkipWhile(word => !options.Contains(word, StringComparer.Ordinal)).Skip(1).First();
}
