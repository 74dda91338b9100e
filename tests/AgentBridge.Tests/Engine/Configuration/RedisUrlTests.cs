using System.Text.Json;
using AgentBridge.Engine;
using AgentBridge.Redis;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Engine;

public sealed class RedisUrlTests
{
    private const string Password = "s3cret/p@ss#1";

    /// <summary>The URLs that both languages accept and refuse: the Python tests read the same file.</summary>
    private static readonly JsonElement[] Corpus =
        [.. JsonDocument.Parse(File.ReadAllText(Repository.PathOf("schema", "corpus", "redis-urls.json"))).RootElement.EnumerateArray()];

    public static TheoryData<string> Taken => [.. Corpus.Where(c => !c.TryGetProperty("problem", out _)).Select(c => c.GetProperty("url").GetString()!)];

    public static TheoryData<string> Refused => [.. Corpus.Where(c => c.TryGetProperty("problem", out _)).Select(c => c.GetProperty("url").GetString()!)];

    [Theory]
    [MemberData(nameof(Taken))]
    public void TryParse_Url_GivesItsParts(string text)
    {
        var expected = Case(text);

        RedisUrl.TryParse(text, out var url, out _).Should().BeTrue();

        (url!.Host, url.Port, url.Database, url.Password?.Reveal()).Should().Be(
            (expected.GetProperty("host").GetString()!, expected.GetProperty("port").GetInt32(), expected.GetProperty("database").GetInt32(), expected.GetProperty("password").GetString()));
        RedisOptions.Model.Problems(new RedisOptions { Host = url.Host, Port = url.Port, Database = url.Database }).Should().BeEmpty("every accepted URL can be connected to");
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void TryParse_NoUrl_SaysWhyWithoutShowingIt(string text)
    {
        RedisUrl.TryParse(text, out var url, out var problem).Should().BeFalse();

        url.Should().BeNull();
        problem.Should().Contain(Case(text).GetProperty("problem").GetString()).And.NotContain("s3cret").And.NotContain("\n");
    }

    [Fact]
    public void TryParse_LoneSurrogate_IsRefused()
    {
        RedisUrl.TryParse("redis://:\uD800@host", out _, out var problem).Should().BeFalse();

        problem.Should().Contain("UTF-8");
    }

    [Fact]
    public void ToString_Password_IsMaskedEverywhere()
    {
        var config = BridgeConfig.LoadConfig(envFile: null, Settings.Required(("REDIS_URL", $"redis://:{Uri.EscapeDataString(Password)}@host:1/2")));

        var shown = string.Join('|', config, config.RedisUrl, $"{config.RedisUrl.Password}", config with { Fee = 0 }, config.SecretMask.Apply($"refused {Password}"));

        shown.Should().NotContain("s3cret").And.Contain("redis://:***@host:1/2").And.EndWith("refused ***");
    }

    [Theory]
    [InlineData("REDIS_URL=redis://:hunter2@host:x")]
    [InlineData("REDIS_URL=rediss://:hunter2@host")]
    [InlineData("REDIS_URL redis://:hunter2@host")]
    [InlineData("REDIS_URL: redis://:hunter2@host/?a=b")]
    [InlineData("REDIS_URI=redis://:hunter2@host")]
    [InlineData("REDIS_URL='redis://:hunter2@host")]
    [InlineData("REDIS_URL='redis://:hunter2@host' hunter2")]
    [InlineData("REDIS_URL=redis://hunter2@host\nREDIS_URL=redis://hunter2@host")]
    public void LoadConfig_WrongLineWithAPassword_NeverShowsIt(string text)
    {
        using var settings = new Settings();

        var load = () => BridgeConfig.LoadConfig(settings.Write(text), Settings.Nothing);

        load.Should().Throw<ConfigException>().Which.ToString().Should().NotContain("hunter2");
    }

    [Fact]
    public void SecretText_EqualTexts_AreEqualAndPrintNothing()
    {
        var secret = new SecretText("hunter2");

        secret.Should().Be(new SecretText("hunter2")).And.NotBe(new SecretText("hunter3"));
        $"{secret} {secret.ToString()}".Should().Be("*** ***");
    }

    private static JsonElement Case(string text) => Array.Find(Corpus, c => string.Equals(c.GetProperty("url").GetString(), text, StringComparison.Ordinal));
}
