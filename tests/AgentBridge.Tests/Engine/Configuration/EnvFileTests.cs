using AgentBridge.Engine;

namespace AgentBridge.Tests.Engine;

public sealed class EnvFileTests
{
    [Theory]
    [InlineData("JOURNAL_DIR=logs", "logs")]
    [InlineData("  JOURNAL_DIR = logs  ", "logs")]
    [InlineData("export JOURNAL_DIR=logs", "logs")]
    [InlineData("JOURNAL_DIR=logs # where", "logs")]
    [InlineData("JOURNAL_DIR=logs#1", "logs#1")]
    [InlineData("JOURNAL_DIR='a # b'", "a # b")]
    [InlineData("JOURNAL_DIR=\"a # b\" # c", "a # b")]
    [InlineData("JOURNAL_DIR=\"a\\\"b\\\\c\"", "a\"b\\c")]
    [InlineData("JOURNAL_DIR='a\\nb'", "a\\nb")]
    [InlineData("JOURNAL_DIR=a=b", "a=b")]
    [InlineData("\uFEFFJOURNAL_DIR=logs\r", "logs")]
    [InlineData("\r\n\r\n# c\r\nJOURNAL_DIR=logs\r\n", "logs")]
    public void LoadConfig_Spelling_IsReadAsUsual(string text, string value)
    {
        using var settings = new Settings();

        BridgeConfig.LoadConfig(settings.Write(text), Settings.Required()).JournalDir.Should().Be(value);
    }

    [Theory]
    [InlineData("JOURNAL_DIR", "the line has no '='")]
    [InlineData("JOURNAL_DIR='a", "a quote does not end on its line")]
    [InlineData("JOURNAL_DIR=\"a\" b", "there is text after the closing quote")]
    [InlineData("JOURNAL DIR=a", "the text before '=' is not a key")]
    [InlineData("1KEY=a", "the text before '=' is not a key")]
    [InlineData("=a", "the text before '=' is not a key")]
    [InlineData("JOURNAL_DIR=", "is empty")]
    [InlineData("NEW_SETTING=1", "NEW_SETTING is not a setting; envs/.env.example lists them all")]
    [InlineData("journal_dir=x", "journal_dir is not a setting")]
    public void LoadConfig_WrongLine_IsAnErrorWithItsNumber(string line, string says)
    {
        using var settings = new Settings();
        var envFile = settings.Write("# one\n\n" + line + "\n");

        Settings.ErrorsOf(envFile, Settings.Required()).Should().ContainSingle().Which.Should().Contain(says).And.Contain(envFile + ":3");
    }

    [Fact]
    public void LoadConfig_FileIsNotUtf8_ReportsIt()
    {
        using var settings = new Settings();
        File.WriteAllBytes(settings.EnvFile, [0x46, 0x45, 0x45, 0x3D, 0xFF, 0xFE]);

        Settings.ErrorsOf(settings.EnvFile, Settings.Required()).Should().ContainSingle().Which.Should().Contain("not UTF-8");
    }
}
