using AgentBridge.Engine;

namespace AgentBridge.Tests.Engine;

public sealed class RedisUrlTests
{
    private const string Password = "s3cret/p@ss#1";

    [Theory]
    [InlineData("redis://localhost", "localhost", 6379, 0, null)]
    [InlineData("redis://10.0.0.7:6380/3", "10.0.0.7", 6380, 3, null)]
    [InlineData("redis://:s3cret/p@ss#1@host:1", "host", 1, 0, Password)]
    [InlineData("redis://:s3cret%2Fp%40ss%231@host/", "host", 6379, 0, Password)]
    [InlineData("redis://default:s3cret%2Fp%40ss%231@host:65535/1023", "host", 65535, 1023, Password)]
    [InlineData("redis://[::1]:7000/2", "::1", 7000, 2, null)]
    public void TryParse_Url_GivesItsParts(string text, string host, int port, int database, string? password)
    {
        RedisUrl.TryParse(text, out var url, out _).Should().BeTrue();

        (url!.Host, url.Port, url.Database, url.Password?.Reveal()).Should().Be((host, port, database, password));
    }

    [Theory]
    [InlineData("", "does not begin with redis://")]
    [InlineData("localhost:6379", "does not begin with redis://")]
    [InlineData("rediss://:s3cret@host", "TLS")]
    [InlineData("redis://", "host")]
    [InlineData("redis://:s3cret@", "host")]
    [InlineData("redis://alice:s3cret@host", "user name")]
    [InlineData("redis://s3cret@host", "user name")]
    [InlineData("redis://host:s3cret", "port")]
    [InlineData("redis://host:0", "port")]
    [InlineData("redis://host:65536", "port")]
    [InlineData("redis://host:", "port")]
    [InlineData("redis://host/s3cret", "database")]
    [InlineData("redis://host/1024", "database")]
    [InlineData("redis://::1", "host")]
    [InlineData("redis://ho st", "host")]
    public void TryParse_NoUrl_SaysWhyWithoutShowingIt(string text, string says)
    {
        RedisUrl.TryParse(text, out var url, out var problem).Should().BeFalse();

        url.Should().BeNull();
        problem.Should().Contain(says).And.NotContain("s3cret");
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
}
