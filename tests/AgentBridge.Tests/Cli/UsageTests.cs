namespace AgentBridge.Tests.Cli;

public class UsageTests
{
    private static readonly string[] Names =
    [
        "dry-run", "test", "run-cycle", "generate", "indicators", "candles", "candles check", "candles info", "candles convert", "candles resample", "candles download", "validate", "publish", "fetch", "why", "gates", "doctor", "fuzz", "bench", "pack", "simulate", "freqtrade", "freqtrade install", "freqtrade strategy", "freqtrade wheel", "freqtrade run", "freqtrade backtest",
    ];

    public static TheoryData<string> Commands { get; } = [.. Names, ""];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_OfEveryCommand_DescribesItAndItsOptionsOnStdout(string command)
    {
        using var cli = new BridgeCli();

        foreach (var flag in new[] { "--help", "-h", "-?" })
        {
            var result = await cli.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), flag]);

            result.ExitCode.Should().Be(0);
            result.Error.Should().BeEmpty();
            result.Out.Should().StartWith("Description:\n  ").And.Contain("Usage:").And.Contain("--json").And.Contain("--env <FILE>");
        }
    }

    [Fact]
    public async Task Help_OfTheProgram_NamesEveryCommand()
    {
        using var cli = new BridgeCli();

        var result = await cli.RunAsync("--help");

        foreach (var command in Names.Select(name => name.Split(' ')[0]).Distinct(StringComparer.Ordinal))
        {
            result.Out.Should().MatchRegex($@"\n  {command}\b.* +[A-Z]");
        }
    }

    [Theory]
    [InlineData("candles info")]
    [InlineData("candles convert")]
    [InlineData("candles resample")]
    [InlineData("candles download")]
    [InlineData("indicators")]
    public async Task Help_OfACommandWithExamples_EndsWithThem(string command)
    {
        using var cli = new BridgeCli();

        var result = await cli.RunAsync([.. command.Split(' '), "--help"]);

        result.Out.Should().Contain($"\nExamples:\n  bridge {command} ").And.EndWith("\n\n");
    }

    [Fact]
    public async Task Version_IsOneLine()
    {
        using var cli = new BridgeCli();

        var result = await cli.RunAsync("--version");

        result.ExitCode.Should().Be(0);
        result.Out.Should().MatchRegex(@"\A\d+\.\d+\.\d+\S*\n\z");
    }

    [Fact]
    public async Task NoArguments_HelpOnStderrAndExit2()
    {
        using var cli = new BridgeCli();

        var result = await cli.RunAsync();

        result.ExitCode.Should().Be(2);
        result.Out.Should().BeEmpty();
        result.Error.Should().Contain("Commands:");
    }

    [Theory]
    [InlineData("bogus", "'bogus'")]
    [InlineData("candles", "check, info, convert, resample, download")]
    [InlineData("candles chekc", "'chekc'")]
    [InlineData("fetch --bogus", "'--bogus'")]
    [InlineData("fetch BTC/USDT --bogus", "'--bogus'")]
    [InlineData("validate --bogus", "'--bogus'")]
    [InlineData("why --bogus", "'--bogus'")]
    [InlineData("gates surplus", "'surplus'")]
    [InlineData("--bogus", "'--bogus'")]
    [InlineData("fetch", "'SYMBOL'")]
    [InlineData("generate --candles x.csv", "'--out'")]
    [InlineData("run-cycle --candles", "'--candles'")]
    [InlineData("run-cycle --candles a.csv --candles b.csv", "one --candles")]
    [InlineData("run-cycle --candles a.csv --loop", "--loop")]
    [InlineData("run-cycle --candles a.csv --exchange http://127.0.0.1:9", "not both")]
    [InlineData("run-cycle --symbol --json", "after --symbol")]
    [InlineData("run-cycle --symbol BTCUSDT", "BTC/USDT")]
    [InlineData("run-cycle --timeframe 5minutes", "5m")]
    [InlineData("run-cycle --strategy nonsense", "breakout")]
    [InlineData("run-cycle --exchange binance", "https://api.binance.com")]
    [InlineData("fetch BTC/USDT --max-age abc", "a whole number from 0 to 604800")]
    [InlineData("fetch BTC/USDT --max-age -5", "a whole number from 0 to 604800")]
    [InlineData("fetch BTC/USDT --max-age 604801", "a whole number from 0 to 604800")]
    [InlineData("fetch BTC/USDT --max-age 1.5", "a whole number")]
    [InlineData("fetch BTC/USDT --max-age 99999999999999999999", "a whole number")]
    [InlineData("fetch btc/usdt", "upper case")]
    [InlineData("fuzz --count 0", "at least 1")]
    [InlineData("fuzz --count 5 --count 6", "'--count'")]
    [InlineData("dry-run --host me", "--host me: expected auto, freqtrade or paper (who trades); leave it out for auto")]
    [InlineData("dry-run --seconds 0", "from 1 to 86400")]
    [InlineData("dry-run --seed x", "--seed x")]
    [InlineData("why 123", "at least its first 8 characters")]
    [InlineData("why 9EEB5B3E", "lower-case")]
    [InlineData("candles download --out x.csv --from yesterday", "--from yesterday")]
    [InlineData("candles download --out no/such/x.csv --from 2025-06-01", "no/such")]
    [InlineData("test", "./bridge test in a checkout")]
    [InlineData("bench", "./bridge bench in a checkout")]
    [InlineData("pack", "./bridge pack in a checkout")]
    [InlineData("pack --wheels some", "--wheels some")]
    [InlineData("gates --env no.env", "no.env")]
    [InlineData("validate @arguments", "@arguments")]
    public async Task Arguments_Wrong_OneLineThatNamesThemAndExit2(string line, string named)
    {
        using var cli = new BridgeCli();

        var result = await cli.RunAsync(line.Split(' '));

        result.SingleComplaint(exitCode: 2).Should().Contain(named);
        Directory.EnumerateFileSystemEntries(cli.Folder).Should().BeEmpty("a command that can't run creates nothing");
    }

    [Theory]
    [InlineData("fetch", "BTC/USDT", "redis://:hunter2secret@127.0.0.1/0")]
    [InlineData("fetch", "BTC/USDT", "--redis", "redis://:hunter2secret@127.0.0.1:99999/0")]
    [InlineData("fetch", "BTC/USDT", "--redis", "rediss://:hunter2secret@127.0.0.1/0")]
    [InlineData("run-cycle", "--exchange", "http://me:hunter2secret@127.0.0.1")]
    [InlineData("gates", "--require-freqtrade", "redis://:hunter2secret@h")]
    public async Task Arguments_WrongWithAPassword_DoNotRepeatIt(params string[] args)
    {
        using var cli = new BridgeCli();

        var result = await cli.RunAsync(args);

        result.SingleComplaint(exitCode: 2).Should().NotContain("hunter2");
    }

    [Theory]
    [InlineData("--json fuzz --count 10 --seed -3")]
    [InlineData("fuzz --json --count 10 --seed -3")]
    [InlineData("fuzz --count=10 --seed=-3 --json")]
    public async Task Json_BeforeOrBehindTheCommand_IsTheSame(string line)
    {
        using var cli = new BridgeCli();

        var result = await cli.RunAsync(line.Split(' '));

        result.ExitCode.Should().Be(0);
        result.Error.Should().BeEmpty();
        result.Json().GetProperty("seed").GetInt32().Should().Be(-3);
    }

    [Fact]
    public async Task DoubleDash_AFileThatLooksLikeAnOption_IsAFile()
    {
        using var cli = new BridgeCli();
        cli.Write("--odd.json", "{}");

        var result = await cli.RunAsync("validate", "--json", "--", "--odd.json");

        result.ExitCode.Should().Be(1);
        result.Json()[0].GetProperty("file").GetString().Should().Be("--odd.json");
    }
}
