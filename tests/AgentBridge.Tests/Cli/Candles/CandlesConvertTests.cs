using System.Security.Cryptography;
using System.Text.Json;
using AgentBridge.Market;
using AgentBridge.Tests.Market;
using AgentBridge.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace AgentBridge.Tests.Cli;

[Trait(Cost.Key, Cost.Slow)]
public sealed class CandlesConvertTests : IDisposable
{
    private const string Header = "timestamp,open,high,low,close,volume\n";

    private readonly BridgeCli _cli = new() { Clock = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(SomeCandles.Start).AddDays(9)) };

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Convert_ToAFile_HasTheSameCandlesAndLeavesGapsOpen()
    {
        Write("BTC_USDT-5m.csv", [.. SomeCandles.Run(10).Where((_, i) => i is not 4)]);

        var result = await _cli.RunAsync("candles", "convert", "BTC_USDT-5m.csv", "--out", "a.json", "--json");

        result.ExitCode.Should().Be(0, result.Error);
        var file = result.Json().EnumerateArray().Should().ContainSingle().Subject;
        (Text(file, "file"), Text(file, "format"), Text(file, "symbol"), Text(file, "timeframe")).Should().Be(("a.json", "json", "BTC/USDT", "5m"));
        (Number(file, "candles"), Number(file, "gaps"), Number(file, "missing"), Number(file, "rows"), Number(file, "left_out")).Should().Be((9, 1, 1, 9, 0));
        Text(file, "sha256").Should().Be(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(_cli.PathOf("a.json")))));
        Number(file, "bytes").Should().Be(new FileInfo(_cli.PathOf("a.json")).Length);
        Json("a.json").Should().Equal(SomeCandles.Run(10).Where((_, i) => i is not 4));
    }

    [Fact]
    public async Task Convert_ToAFolder_HasFreqtradesNamesAndFeather()
    {
        Write("BTC_USDT-5m.csv", SomeCandles.Run(10));
        Write("dump.csv", SomeCandles.Run(5));

        var result = await _cli.RunAsync("candles", "convert", "BTC_USDT-5m.csv", "ETH/USDT:USDT=dump.csv", "--out", "user_data/data/binance");

        result.ExitCode.Should().Be(0, result.Error);
        Directory.GetFiles(_cli.PathOf("user_data"), "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_cli.PathOf("user_data", "data", "binance"), path))
            .Should().BeEquivalentTo("BTC_USDT-5m.feather", Path.Combine("futures", "ETH_USDT_USDT-5m-futures.feather"));
        result.Out.Should().Contain("BTC_USDT-5m.feather: BTC/USDT 10 candles of 5m").And.Contain("ETH_USDT_USDT-5m-futures.feather: ETH/USDT:USDT 5 candles of 5m");
    }

    [Fact]
    public async Task Convert_FilesOfOnePair_AreJoinedWhateverTheirOrder()
    {
        Write("BTC_USDT-5m-b.csv", SomeCandles.Run(20)[8..]);
        Write("BTC_USDT-5m-a.csv", [.. SomeCandles.Run(10).Where((_, i) => i is not 3)]);
        Write("BTC_USDT-5m-c.csv", SomeCandles.Run(5)[2..]);

        var result = await _cli.RunAsync("candles", "convert", "BTC_USDT-5m-b.csv", "BTC_USDT-5m-a.csv", "BTC_USDT-5m-c.csv", "--out", "all.csv", "--json");

        result.ExitCode.Should().Be(0, result.Error);
        (Number(result.Json()[0], "candles"), Number(result.Json()[0], "rows"), Number(result.Json()[0], "gaps")).Should().Be((20, 24, 0));
        SomeCandles.ToList(CandleFile.Read(_cli.PathOf("all.csv"), "BTC/USDT", default).Series).Should().Equal(SomeCandles.Run(20));
    }

    [Fact]
    public async Task Convert_FilesThatContradictEachOther_AreRefusedByTime()
    {
        Write("BTC_USDT-5m-a.csv", SomeCandles.Run(10));
        Write("BTC_USDT-5m-b.csv", [.. SomeCandles.Run(15)[9..].Select(candle => candle with { Volume = 7 })]);

        var result = await _cli.RunAsync("candles", "convert", "BTC_USDT-5m-a.csv", "BTC_USDT-5m-b.csv", "--out", "all.csv");

        result.SingleComplaint(exitCode: 2).Should().Contain("BTC_USDT-5m-a.csv").And.Contain("BTC_USDT-5m-b.csv").And.Contain("2025-06-01T12:45:00.000Z");
        File.Exists(_cli.PathOf("all.csv")).Should().BeFalse();
    }

    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData("candles convert BTC_USDT-5m.csv --out other.csv", "--force")]
    [InlineData("candles convert BTC_USDT-5m.csv --out BTC_USDT-5m.csv --force", "the candle file itself")]
    [InlineData("candles convert BTC_USDT-5m.csv --out a.feather --format json", "make them agree")]
    [InlineData("candles convert BTC_USDT-5m.csv --out a.txt", "--format")]
    [InlineData("candles convert BTC_USDT-5m.csv --out a.csv --format parquet", "expected one of csv, feather, json, json.gz")]
    [InlineData("candles convert BTC_USDT-5m.csv ETH_USDT-5m.csv --out a.csv", "name a folder")]
    [InlineData("candles convert nameless.csv --out data/", "BASE/QUOTE=nameless.csv")]
    [InlineData("candles convert none.csv --out a.csv", "none.csv")]
    [InlineData("candles convert BTC_USDT-5m.csv --out a.csv --timeframe 1h", "the step between candles is 5m")]
    [InlineData("candles convert conflict.csv --out a.csv", "row 4: conflicting_duplicate")]
    [InlineData("candles convert BTC_USDT-5m.csv --symbol ETH/USDT --out a.csv", "ETH/USDT")]
    public async Task Convert_Refused_OneLineAndNothingIsWritten(string line, string complaint)
    {
        foreach (var name in new[] { "BTC_USDT-5m.csv", "ETH_USDT-5m.csv", "nameless.csv", "other.csv" })
        {
            Write(name, SomeCandles.Run(10));
        }

        _cli.Write("conflict.csv", Header + "1748779200000,1,1,1,1,1\n1748779500000,1,1,1,1,1\n1748779500000,1,1,1,1,2\n1748779800000,1,1,1,1,1\n");
        var before = _cli.AllFiles();

        var result = await _cli.RunAsync(line.Split(' '));

        result.SingleComplaint(exitCode: 2).Should().Contain(complaint);
        _cli.AllFiles().Should().Be(before);
    }

    [Fact]
    public async Task Convert_Force_ReplacesAndQuarantineLeavesOut()
    {
        _cli.Write("conflict.csv", Header + "1748779200000,1,1,1,1,1\n1748779500000,1,1,1,1,1\n1748779500000,1,1,1,1,2\n1748779500000,1,1,1,1,1\n1748779800000,1,0,1,1,1\n1748780100000,1,1,1,1,1\n");
        _cli.Write("a.json", "old");

        var result = await _cli.RunAsync("candles", "convert", "conflict.csv", "--out", "a.json", "--force", "--quarantine", "--json");

        result.ExitCode.Should().Be(0, result.Error);
        (Number(result.Json()[0], "candles"), Number(result.Json()[0], "left_out"), Number(result.Json()[0], "missing")).Should().Be((3, 3, 1));
        result.Error.Should().Contain("2 duplicates").And.Contain("1 impossible");
        Json("a.json").Select(candle => candle.OpenTimeMs).Should().Equal(1748779200000, 1748779500000, 1748780100000);
    }

    [SkippableTheory]
    [InlineData("link.csv")]
    [InlineData("folder/BTC_USDT-5m.csv")]
    [InlineData("folder/../folder/link.csv")]
    [InlineData("./BTC_USDT-5m.csv")]
    public async Task Convert_OutIsALinkToTheInput_IsRefusedAlsoByForce(string output)
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a privilege there");
        Write("BTC_USDT-5m.csv", SomeCandles.Run(10));
        File.CreateSymbolicLink(_cli.PathOf("link.csv"), "BTC_USDT-5m.csv");
        Directory.CreateSymbolicLink(_cli.PathOf("folder"), ".");

        foreach (var input in new[] { "BTC_USDT-5m.csv", "BTC/USDT=link.csv" })
        {
            (await _cli.RunAsync("candles", "convert", input, "--out", output, "--force")).SingleComplaint(exitCode: 2).Should().Contain("this is the candle file itself");
            (await _cli.RunAsync("candles", "resample", input, "--timeframe", "15m", "--out", output, "--force")).SingleComplaint(exitCode: 2).Should().Contain("this is the candle file itself");
        }

        SomeCandles.ToList(CandleFile.Read(_cli.PathOf("BTC_USDT-5m.csv"), "BTC/USDT", default).Series).Should().Equal(SomeCandles.Run(10));
    }

    [Fact]
    public async Task Convert_OneOfSeveralFails_TheOthersAreWritten()
    {
        Write("BTC_USDT-5m.csv", SomeCandles.Run(10));
        _cli.Write("ETH_USDT-5m.csv", Header + "1748779200000,1,1,2,1,1\n");

        var result = await _cli.RunAsync("candles", "convert", "ETH_USDT-5m.csv", "BTC_USDT-5m.csv", "none.csv", "--out", "data", "--json");

        result.ExitCode.Should().Be(2);
        result.Json().EnumerateArray().Select(file => file.TryGetProperty("error", out _)).Should().Equal(true, true, false);
        File.Exists(_cli.PathOf("data", "BTC_USDT-5m.feather")).Should().BeTrue();
        Directory.GetFiles(_cli.PathOf("data")).Should().ContainSingle();
    }

    [Fact]
    public async Task Convert_RunningLastCandle_IsLeftOut()
    {
        Write("BTC_USDT-5m.csv", SomeCandles.Run(10));
        _cli.Clock = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(SomeCandles.At(9).OpenTimeMs + 1_000));

        var result = await _cli.RunAsync("candles", "convert", "BTC_USDT-5m.csv", "--out", "a.json");

        result.Error.Should().Contain("has not closed yet and is left out");
        Json("a.json").Should().Equal(SomeCandles.Run(9));
    }

    [Fact]
    public async Task Convert_Folder_TakesItsCandleFilesMarkPricesAmongThem()
    {
        Write("data/BTC_USDT-5m.csv", SomeCandles.Run(10));
        Write("data/futures/ETH_USDT_USDT-5m-futures.csv", SomeCandles.Run(5));
        Write("data/BTC_USDT_USDT-8h-mark.csv", SomeCandles.Run(5));
        _cli.Write("data/notes.csv", "notes");
        _cli.Write("data/pairs.json", "[]");

        var result = await _cli.RunAsync("candles", "convert", "data", "--out", "out", "--format", "csv");

        result.ExitCode.Should().Be(0, result.Error);
        Directory.GetFiles(_cli.PathOf("out"), "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_cli.PathOf("out"), path)).Should().BeEquivalentTo(
            "BTC_USDT-5m.csv", Path.Combine("futures", "ETH_USDT_USDT-5m-futures.csv"), Path.Combine("futures", "BTC_USDT_USDT-5m-mark.csv"));
        (await _cli.RunAsync("candles", "convert", "out/futures/none", "--out", "b", "--format", "csv")).ExitCode.Should().Be(2);
    }

    [Fact]
    public async Task Convert_MarkPrices_KeepTheirNameAndNeverMixWithTrades()
    {
        Write("BTC_USDT_USDT-5m-mark.csv", SomeCandles.Run(10));
        Write("BTC_USDT_USDT-5m-futures.csv", SomeCandles.Run(5));

        var both = await _cli.RunAsync("candles", "convert", "BTC_USDT_USDT-5m-mark.csv", "BTC_USDT_USDT-5m-futures.csv", "--out", "data/", "--json");
        var one = await _cli.RunAsync("candles", "convert", "BTC_USDT_USDT-5m-mark.csv", "--out", "copy-5m-mark.json");
        var other = await _cli.RunAsync("candles", "convert", "BTC_USDT_USDT-5m-mark.csv", "--out", "copy.json");
        var reverse = await _cli.RunAsync("candles", "convert", "BTC_USDT_USDT-5m-futures.csv", "--out", "copy-1h-index.json");

        both.ExitCode.Should().Be(0, both.Error);
        both.Json().EnumerateArray().Select(file => (Text(file, "file"), Text(file, "type"), Number(file, "candles"))).Should().BeEquivalentTo(
            [(Path.Combine("data/", "futures", "BTC_USDT_USDT-5m-mark.feather"), "mark", 10), (Path.Combine("data/", "futures", "BTC_USDT_USDT-5m-futures.feather"), "trades", 5)]);
        one.ExitCode.Should().Be(0, one.Error);
        Json("copy-5m-mark.json").Should().Equal(SomeCandles.Run(10));
        other.SingleComplaint(exitCode: 2).Should().Contain("--out copy.json").And.Contain("such as BTC_USDT_USDT-5m-mark.json");
        reverse.SingleComplaint(exitCode: 2).Should().Contain("such as BTC_USDT_USDT-5m-futures.json");
        File.Exists(_cli.PathOf("copy.json")).Should().BeFalse();
    }

    [Fact]
    public async Task Convert_FundingRates_AreRefusedByNameAndLeftOutOfAFolderWithAMessage()
    {
        Write("data/BTC_USDT_USDT-5m-futures.csv", SomeCandles.Run(5));
        _cli.Write("data/BTC_USDT_USDT-8h-funding_rate.csv", Header + "1741276800000,0.00002685,,,,\n1741305600000,-0.00002474,,,,\n");
        Directory.CreateDirectory(_cli.PathOf("rates"));
        File.Copy(_cli.PathOf("data", "BTC_USDT_USDT-8h-funding_rate.csv"), _cli.PathOf("rates", "BTC_USDT_USDT-8h-funding_rate.csv"));

        var folder = await _cli.RunAsync("candles", "convert", "data", "--out", "out", "--json");
        var info = await _cli.RunAsync("candles", "info", "data");
        var file = await _cli.RunAsync("candles", "convert", "data/BTC_USDT_USDT-8h-funding_rate.csv", "--out", "rates.csv");
        var help = await _cli.RunAsync("candles", "convert", "--help");

        folder.ExitCode.Should().Be(0, folder.Error);
        folder.Error.Should().Contain("bridge: data: 1 of its 2 files hold funding rates, which are not candles, and are left out");
        folder.Json().EnumerateArray().Select(written => Text(written, "file")).Should().Equal(Path.Combine("out", "futures", "BTC_USDT_USDT-5m-futures.feather"));
        info.Error.Should().Contain("funding rates");
        file.SingleComplaint(exitCode: 2).Should().Contain("holds funding rates");
        (await _cli.RunAsync("candles", "convert", "rates", "--out", "out")).SingleComplaint(exitCode: 2).Should().Contain("only funding rates");
        help.Out.ReplaceLineEndings(" ").Should().Contain("Funding rates are not candles and are refused");
        File.Exists(_cli.PathOf("rates.csv")).Should().BeFalse();
    }

    [Fact]
    public async Task Convert_CandlesOfASecondThatTradeNowAndThen_AreReadAsSuch()
    {
        // About every thirtieth second has a trade: neighbours are rare, and half a minute is the most frequent distance.
        var random = new Random(7);
        var time = SomeCandles.Start;
        var candles = Enumerable.Range(0, 400).Select(_ => SomeCandles.At(0) with { OpenTimeMs = time += 1_000 * (random.Next(4) == 0 ? 30 : random.Next(1, 60)) }).ToList();
        _cli.Write("BTC_USDT-1s.csv", Market.Layouts.LayoutFiles.Text(CandleLayout.Csv, CandleTimeUnit.Milliseconds, candles));
        _cli.Write("few.csv", Market.Layouts.LayoutFiles.Text(CandleLayout.Csv, CandleTimeUnit.Milliseconds, candles.Take(12)));

        var check = await _cli.RunAsync("candles", "check", "BTC_USDT-1s.csv", "--json");
        var named = await _cli.RunAsync("candles", "check", "BTC_USDT-1s.csv", "--timeframe", "1s", "--json");
        var few = await _cli.RunAsync("candles", "check", "few.csv", "--timeframe", "1s", "--json");
        var minutes = await _cli.RunAsync("candles", "resample", "BTC_USDT-1s.csv", "--timeframe", "1m", "--out", "minutes.csv");
        var wrong = await _cli.RunAsync("candles", "check", "BTC_USDT-1s.csv", "--timeframe", "7s");

        (Text(check.Json(), "timeframe"), Number(check.Json(), "candles"), Number(check.Json(), "disorder")).Should().Be(("1s", 400, 0));
        check.Out.Should().Be(named.Out);
        (check.ExitCode, named.ExitCode, few.ExitCode).Should().Be((1, 1, 1), "every gap is a finding");
        (Text(few.Json(), "timeframe"), Number(few.Json(), "candles")).Should().Be(("1s", 12));
        minutes.ExitCode.Should().Be(0, minutes.Error);
        wrong.SingleComplaint(exitCode: 2).Should().Contain("the step between candles is 1s, but the timeframe is 7s");
    }

    private void Write(string name, IEnumerable<Candle> candles)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_cli.PathOf(name))!);
        _cli.WriteCandles(TestCandles.Series(candles), name);
    }

    private List<Candle> Json(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(_cli.PathOf(name)));
        return [.. document.RootElement.EnumerateArray().Select(row => new Candle(row[0].GetInt64(), row[1].GetDouble(), row[2].GetDouble(), row[3].GetDouble(), row[4].GetDouble(), row[5].GetDouble()))];
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static long Number(JsonElement element, string name) => element.GetProperty(name).GetInt64();
}
