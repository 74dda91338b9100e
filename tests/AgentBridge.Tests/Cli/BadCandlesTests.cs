using System.Text;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>Typical candle files of a new user, passed to every command that reads one.</summary>
public class BadCandlesTests
{
    private const string Header = "timestamp,open,high,low,close,volume\n";
    private const string First = "1748779200000,100,101,99,100,5\n";
    private const string Second = "1748779500000,100,101,99,100,5\n";

    public static TheoryData<string, string?, string> Broken { get; } = new()
    {
        { "missing", null, "does not exist" },
        { "empty", "", "empty" },
        { "header only", Header, "no candle" },
        { "text", Header + First + "1748779500000,abc,101,99,100,5\n", "abc" },
        { "NaN", Header + First + "1748779500000,NaN,101,99,100,5\n", "row 3: " },
        { "too few columns", Header + First + "1748779500000,100\n", "row 3: " },
        { "another header", "date,o,h,l,c,v\n" + First, "timestamp" },
        { "no header", First + Second, "timestamp" },
        { "descending", Header + Second + First, "row 3: " },
        { "impossible", Header + First + "1748779500000,100,90,99,100,5\n", "row 3: " },
        { "negative volume", Header + First + "1748779500000,100,101,99,100,-5\n", "row 3: " },
        { "conflict", Header + First + "1748779200000,100,102,99,100,5\n" + Second, "row 3: " },
    };

    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [MemberData(nameof(Broken))]
    public async Task Commands_BrokenFile_OneLineThatNamesTheFileAndExit2(string name, string? text, string named)
    {
        using var cli = new BridgeCli();
        var file = $"BTC_USDT-5m.{name}.csv";
        if (text is not null)
        {
            cli.Write(file, text);
        }

        foreach (var command in new[] { $"run-cycle|--candles|{file}", $"generate|--out|o.jsonl|--candles|{file}", $"dry-run|--candles|{file}", $"run-cycle|--json|--candles|{file}" })
        {
            var result = await cli.RunAsync(command.Split('|'));

            result.SingleComplaint(exitCode: 2).Should().Contain(file).And.Contain(named);
        }

        File.Exists(cli.PathOf("o.jsonl")).Should().BeFalse();
        Directory.Exists(cli.Journals).Should().BeFalse("nothing was decided");
    }

    [Theory]
    [InlineData("crlf")]
    [InlineData("bom")]
    [InlineData("iso times")]
    [InlineData("no last line end")]
    public async Task RunCycle_OrdinaryVariantsOfTheFormat_ReadLikeThePlainFile(string variant)
    {
        using var cli = new BridgeCli();
        var plain = cli.WriteCandles(CliCandles.Breakout);
        var text = await File.ReadAllTextAsync(cli.PathOf(plain));
        var changed = variant switch
        {
            "crlf" => text.ReplaceLineEndings("\r\n"),
            "bom" => "\uFEFF" + text,
            "no last line end" => text.TrimEnd('\n'),
            _ => string.Join('\n', text.TrimEnd('\n').Split('\n').Select((line, i) => i == 0 ? line : DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(line[..13], null)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null) + line[13..])),
        };
        await File.WriteAllTextAsync(cli.PathOf("BTC_USDT-5m.changed.csv"), changed, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

        var expected = await cli.RunAsync("run-cycle", "--candles", plain);
        var result = await cli.RunAsync("run-cycle", "--candles", "BTC_USDT-5m.changed.csv");

        result.ExitCode.Should().Be(0);
        result.Out.Should().StartWith("{").And.Be(expected.Out);
    }

    [Fact]
    public async Task RunCycle_StepIsNotTheTimeframe_NamesBoth()
    {
        using var cli = new BridgeCli();
        cli.Write("hours.csv", Header + First + "1748782800000,100,101,99,100,5\n1748786400000,100,101,99,100,5\n");

        var result = await cli.RunAsync("run-cycle", "--candles", "hours.csv");

        result.SingleComplaint(exitCode: 2).Should().Contain("1h").And.Contain("5m");
        (await cli.RunAsync("run-cycle", "--candles", "hours.csv", "--timeframe", "1h")).ExitCode.Should().Be(0);
    }

    [Theory]
    [InlineData("run-cycle")]
    [InlineData("generate --out o.jsonl")]
    [InlineData("dry-run")]
    [InlineData("candles check BTC_USDT-5m.test.csv")]
    public async Task Commands_ASymbolThatTheFileDoesNotHold_SayWhatItHolds(string command)
    {
        using var cli = new BridgeCli();
        var file = cli.WriteCandles(CliCandles.Breakout);
        string[] args = [.. command.Split(' '), "--symbol", "ETH/USDT"];

        var result = await cli.RunAsync(command.StartsWith("candles", StringComparison.Ordinal) ? args : [.. args, "--candles", file]);

        result.SingleComplaint(exitCode: 2).Should().Contain("has BTC/USDT, not ETH/USDT");
    }

    [Theory]
    [InlineData("ETH_USDT-5m.csv", "ETH/USDT")]
    [InlineData("ETH_USDT_USDT-5m-futures.csv", "ETH/USDT:USDT")]
    [InlineData("SOL/BTC=candles.csv", "SOL/BTC")]
    [InlineData("candles.csv", "BTC/USDT")]
    public async Task RunCycle_ThePair_IsReadOffTheArgument(string argument, string pair)
    {
        using var cli = new BridgeCli();
        cli.WriteCandles(CliCandles.Breakout, argument[(argument.IndexOf('=', StringComparison.Ordinal) + 1)..]);

        var result = await cli.RunAsync("run-cycle", "--json", "--candles", argument);

        result.Json().GetProperty("signal").GetProperty("symbol").GetString().Should().Be(pair);
    }

    [Theory]
    [InlineData("run-cycle --candles .", "folder")]
    [InlineData("generate --candles . --out o.jsonl", "folder")]
    [InlineData("generate --candles BTC_USDT-5m.test.csv --out .", "folder")]
    [InlineData("generate --candles BTC_USDT-5m.test.csv --out no/such/o.jsonl", "no folder")]
    [InlineData("generate --candles BTC_USDT-5m.test.csv --out BTC_USDT-5m.test.csv", "the candle file itself")]
    [InlineData("candles check .", "folder")]
    [InlineData("validate .", "folder")]
    [InlineData("publish .", "folder")]
    [InlineData("validate no.json", "no such file")]
    [InlineData("publish no.json", "no such file")]
    public async Task Commands_AFolderForAFile_ReportIt(string line, string named)
    {
        using var cli = new BridgeCli();
        cli.UseFileChannel();
        var candles = cli.WriteCandles(CliCandles.Breakout);
        var before = await File.ReadAllTextAsync(cli.PathOf(candles));

        var result = await cli.RunAsync(line.Split(' '));

        result.SingleComplaint(exitCode: 2).Should().Contain(named);
        (await File.ReadAllTextAsync(cli.PathOf(candles))).Should().Be(before);
    }

    [Fact]
    public async Task Quarantine_FaultyRows_AreLeftOutWithAWarning()
    {
        using var cli = new BridgeCli();
        var lines = (await File.ReadAllLinesAsync(cli.PathOf(cli.WriteCandles(CliCandles.Breakout)))).ToList();
        lines[10] = lines[10].Replace("104200", "1", StringComparison.Ordinal);
        cli.Write("BTC_USDT-5m.faulty.csv", string.Join('\n', lines) + "\n");

        var stopped = await cli.RunAsync("generate", "--candles", "BTC_USDT-5m.faulty.csv", "--out", "o.jsonl");
        var result = await cli.RunAsync("generate", "--candles", "BTC_USDT-5m.faulty.csv", "--out", "o.jsonl", "--quarantine", "--json");

        stopped.SingleComplaint(exitCode: 2).Should().MatchRegex("(row|line) 11");
        result.ExitCode.Should().Be(0);
        result.SingleMessage().Should().Contain("1 impossible");
        result.Json().GetProperty("candles").GetInt32().Should().Be(40, "the row that was left out is a gap, filled flat");
    }

    [Fact]
    public async Task DryRun_EveryRowFaulty_IsOneLine()
    {
        using var cli = new BridgeCli();
        cli.Write("BTC_USDT-5m.bad.csv", Header + "1748779200000,100,90,99,100,5\n1748779500000,100,90,99,100,5\n");

        var result = await cli.RunAsync("run-cycle", "--candles", "BTC_USDT-5m.bad.csv", "--quarantine");

        result.ExitCode.Should().Be(2, result.Error);
        result.Out.Should().BeEmpty();
    }
}
