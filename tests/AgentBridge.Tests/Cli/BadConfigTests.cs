using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

public class BadConfigTests
{
    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData("NONSENSE=1", "NONSENSE")]
    [InlineData("REDIS_URI=redis://127.0.0.1/0", "REDIS_URL")]
    [InlineData("MAX_CAPITAL_PCT=5", "MAX_CAPITAL_PCT=")]
    [InlineData("MAX_CAPITAL_PCT=0,05", "MAX_CAPITAL_PCT=")]
    [InlineData("DEFAULT_SYMBOL=BTCUSDT", "BASE/QUOTE")]
    [InlineData("TIMEFRAME=five", "TIMEFRAME=")]
    [InlineData("TIMEFRAME=7m", "one of 1m, 3m, 5m, 15m, 30m, 1h, 2h, 4h, 6h, 8h, 12h, 1d, 3d, 1w")]
    [InlineData("TIMEFRAME=10m", "TIMEFRAME=")]
    [InlineData("TIMEFRAME=60m", "TIMEFRAME=")]
    [InlineData("TIMEFRAME=2d", "TIMEFRAME=")]
    [InlineData("TIMEFRAME=1M", "TIMEFRAME=")]
    [InlineData("TIMEFRAME=1s", "TIMEFRAME=")]
    [InlineData("FEE=0.001\0", "control character (U+0000)")]
    [InlineData("TIMEFRAME=\u001b[31m5m", "control character (U+001B)")]
    [InlineData("MODEL_NAME=magic", "breakout")]
    [InlineData("TRANSPORT=pigeon", "redis or file")]
    [InlineData("TIMEFRAME=5m\nTIMEFRAME=1h", "twice")]
    [InlineData("TIMEFRAME", "KEY=value")]
    [InlineData("REDIS_URL=redis://:hunter2secret@127.0.0.1:99999/0", "REDIS_URL=***")]
    public async Task EnvFile_Wrong_OneLineWithKeyAndPlaceAndExit2(string text, string named)
    {
        using var cli = new BridgeCli();
        cli.Write(".env", text + "\n");
        var file = cli.WriteCandles(CliCandles.Breakout);

        foreach (var command in new[] { "gates", "run-cycle --candles " + file, "dry-run", "fetch BTC/USDT", "generate --out o.jsonl --candles " + file })
        {
            var result = await cli.RunAsync(command.Split(' '));

            result.SingleComplaint(exitCode: 2).Should().Contain(named).And.Contain(".env").And.NotContain("hunter2");
        }

        Directory.Exists(cli.Journals).Should().BeFalse();
    }

    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData("7m")]
    [InlineData("90m")]
    [InlineData("1M")]
    [InlineData("9999w")]
    public async Task Timeframe_ThatNoExchangeHas_IsRefusedWhereItIsRead(string timeframe)
    {
        using var cli = new BridgeCli();
        var file = cli.WriteCandles(CliCandles.Breakout);
        foreach (var command in new[] { $"run-cycle --candles {file}", $"generate --out o.jsonl --candles {file}", $"dry-run --candles {file}", $"simulate --candles {file}", "candles download --from 2025-06-01 --out d.csv" })
        {
            var result = await cli.RunAsync([.. command.Split(' '), "--timeframe", timeframe]);

            result.SingleComplaint(exitCode: 2).Should().Contain($"--timeframe {timeframe}: expected one of 1m, 3m");
        }

        cli.Environment["TIMEFRAME"] = timeframe;
        (await cli.RunAsync("gates")).SingleComplaint(exitCode: 2).Should().Contain($"TIMEFRAME={timeframe}: ").And.Contain("environment");
    }

    /// <summary>A file may have any timeframe: no exchange needs to have it. It must be the file's own.</summary>
    [Theory]
    [InlineData("7m", "the step between candles is 5m, but the timeframe is 7m; name the file's own timeframe, or another file")]
    [InlineData("9999w", "the step between candles is 5m, but the timeframe is 9999w; name the file's own timeframe, or another file")]
    [InlineData("1M", "--timeframe=1M: expected a whole number and s, m, h, d or w, such as 1s, 5m or 1h")]
    public async Task CandlesCheck_TimeframeThatTheFileHasNot_IsRefusedWithItsOwn(string timeframe, string expected)
    {
        using var cli = new BridgeCli();
        var file = cli.WriteCandles(CliCandles.Breakout);

        var result = await cli.RunAsync("candles", "check", file, "--timeframe", timeframe);

        result.SingleComplaint(exitCode: 2).Should().EndWith(expected);
    }

    [Fact]
    public async Task EnvFile_TwoErrors_ALineEach()
    {
        using var cli = new BridgeCli();
        cli.Write("my.env", "NONSENSE=1\nFEE=2\n");

        var result = await cli.RunAsync("gates", "--env", "my.env");

        result.ExitCode.Should().Be(2);
        result.Messages.Should().HaveCount(2).And.OnlyContain(line => line.StartsWith("bridge: ", StringComparison.Ordinal) && line.Contains("my.env"));
    }

    [Fact]
    public async Task Environment_WinsOverTheFileAndNamesAreWarnedOf()
    {
        using var cli = new BridgeCli();
        cli.Write(".env", "JOURNAL_DIR=fromfile\n");
        cli.Environment["JOURNAL_DIR"] = "fromenv";
        cli.Environment["REDIS_URI"] = "redis://127.0.0.1/0";

        var result = await cli.RunAsync("run-cycle", "--candles", cli.WriteCandles(CliCandles.Breakout));

        result.ExitCode.Should().Be(0);
        Directory.Exists(cli.PathOf("fromenv")).Should().BeTrue();
        Directory.Exists(cli.PathOf("fromfile")).Should().BeFalse();
        result.Error.Should().Contain("did you mean REDIS_URL?");
    }

    [Fact]
    public async Task Defaults_AreReportedOnceAndNotWhereNothingIsMissing()
    {
        using var cli = new BridgeCli();
        var file = cli.WriteCandles(CliCandles.Quiet);

        var filled = await cli.RunAsync("run-cycle", "--candles", file);
        cli.Write(".env", "REDIS_URL=redis://127.0.0.1:6379/0\nDEFAULT_SYMBOL=BTC/USDT\nTIMEFRAME=5m\nMAX_CAPITAL_PCT=0.05\nMODEL_NAME=breakout\n");
        var complete = await cli.RunAsync("run-cycle", "--candles", file);

        filled.Error.Should().Be("bridge: defaults used for TIMEFRAME, MAX_CAPITAL_PCT, MODEL_NAME (envs/.env.example explains them)\n");
        complete.Error.Should().BeEmpty();
        complete.Out.Should().Be("NO_TRADE\n");
    }

    [Theory]
    [InlineData("BTC_USDT-5m.csv", "", "TIMEFRAME, MAX_CAPITAL_PCT, MODEL_NAME")]
    [InlineData("BTC/USDT=mine.csv", "", "TIMEFRAME, MAX_CAPITAL_PCT, MODEL_NAME")]
    [InlineData("mine.csv", "", "DEFAULT_SYMBOL, TIMEFRAME, MAX_CAPITAL_PCT, MODEL_NAME")]
    [InlineData("mine.csv", "--symbol BTC/USDT --timeframe 5m --strategy breakout", "MAX_CAPITAL_PCT")]
    public async Task Defaults_ThatAnOptionOrTheFileReplaces_AreNotReported(string candles, string options, string keys)
    {
        using var cli = new BridgeCli();
        cli.WriteCandles(CliCandles.Quiet, candles.Split('=')[^1]);

        var result = await cli.RunAsync(["run-cycle", "--candles", candles, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        result.ExitCode.Should().Be(0, result.Error);
        result.Error.Should().Contain($"bridge: defaults used for {keys} (envs/.env.example explains them)\n");
    }

    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData("gates")]
    [InlineData("why 00000000-0000-5000-8000-000000000000")]
    [InlineData("doctor")]
    [InlineData("fetch BTC/USDT")]
    [InlineData("candles check BTC_USDT-5m.test.csv")]
    [InlineData("validate BTC_USDT-5m.test.csv")]
    [InlineData("fuzz --count 10")]
    public async Task Defaults_OfACommandThatDecidesNothing_AreNotReported(string line)
    {
        using var cli = new BridgeCli();
        cli.UseFileChannel();
        _ = cli.WriteCandles(CliCandles.Quiet);

        (await cli.RunAsync(line.Split(' '))).Error.Should().NotContain("defaults");
    }

    [Theory]
    [InlineData("fetch BTC/USDT")]
    [InlineData("publish signal.json")]
    [InlineData("run-cycle --exchange http://127.0.0.1:9")]
    [InlineData("run-cycle --exchange http://127.0.0.1:9 --loop")]
    public async Task Channel_NotConfigured_Exit3(string line)
    {
        using var cli = new BridgeCli();
        cli.Write("signal.json", SignalText.Example);

        var result = await cli.RunAsync(line.Split(' '));

        result.SingleComplaint(exitCode: 3).Should().Contain("--redis URL").And.Contain("REDIS_URL").And.Contain("TRANSPORT=file");
    }
}
