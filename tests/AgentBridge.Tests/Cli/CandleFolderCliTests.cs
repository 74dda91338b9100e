using AgentBridge.Market;
using AgentBridge.Tests.Market.Layouts;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>Candles as people have them (a data folder of Freqtrade's, public dumps) given to the commands that read candles.</summary>
public sealed class CandleFolderCliTests : IDisposable
{
    private readonly BridgeCli _cli = new() { Clock = new FixedClock(CliCandles.Close.AddDays(30)) };

    public CandleFolderCliTests()
    {
        Directory.CreateDirectory(_cli.PathOf("data", "futures"));
        _cli.WriteCandles(CliCandles.Generated(400), "data/BTC_USDT-5m.csv");
        _cli.WriteCandles(CliCandles.Generated(300), "data/ETH_USDT-5m.csv");
        _cli.WriteCandles(CliCandles.Generated(300), "data/ETH_USDT-15m.csv");
        _cli.WriteCandles(CliCandles.Generated(200), "data/futures/BTC_USDT_USDT-5m-futures.csv");
    }

    [Theory]
    [InlineData("--pairs", "BTC/USDT", "BTC/USDT", 400)]
    [InlineData("--symbol", "BTC/USDT", "BTC/USDT", 400)]
    [InlineData("--pairs", "BTC/USDT:USDT", "BTC/USDT:USDT", 200)]
    [InlineData("--candles", "BTC/USDT=data", "BTC/USDT", 400)]
    public async Task Generate_FolderAndAPair_DecidesOnThatPairsFile(string option, string value, string pair, int candles)
    {
        var result = await _cli.RunAsync(["generate", "--json", "--out", "o.jsonl", .. option is "--candles" ? Array.Empty<string>() : ["--candles", "data"], option, value]);

        result.ExitCode.Should().Be(0, result.Error);
        result.Json().GetProperty("symbol").GetString().Should().Be(pair);
        result.Json().GetProperty("candles").GetInt32().Should().Be(candles);
        result.Messages.Should().BeEmpty();
    }

    [Theory]
    [InlineData("generate|--out|o.jsonl|--candles|data", "data is a folder; choose from it with --pairs, such as --pairs BTC/USDT; it has BTC/USDT, BTC/USDT:USDT, ETH/USDT")]
    [InlineData("run-cycle|--candles|data|--pairs|SOL/USDT", "has no candles of SOL/USDT; it has those of BTC/USDT, BTC/USDT:USDT, ETH/USDT")]
    [InlineData("dry-run|--candles|data|--pairs|ETH/USDT", "in several timeframes (ETH_USDT-5m.csv, ETH_USDT-15m.csv); choose one with --timeframe")]
    [InlineData("simulate|--candles|data|--pairs|btc", "--pairs")]
    [InlineData("candles|check|data", "data is a folder; choose from it with --pairs")]
    [InlineData("strategies|check|breakout|--candles|data/BTC_USDT-5m.csv|--pairs|BTC/USDT", "--pairs chooses from a data folder")]
    [InlineData("generate|--out|o.jsonl|--candles|data/BTC_USDT-5m.csv|--time-unit|hours", "--time-unit hours: the units are s, ms, us, ns")]
    public async Task Commands_FolderThatLeavesAChoice_AskInOneLine(string command, string message) =>
        (await _cli.RunAsync(command.Split('|'))).SingleComplaint(exitCode: 2).Should().Contain(message);

    [Fact]
    public async Task RunCycle_FolderTimeframeAndPair_DecidesOnItsFile()
    {
        var result = await _cli.RunAsync("run-cycle", "--json", "--candles", "data", "--pairs", "ETH/USDT", "--timeframe", "5m");

        result.Json().GetProperty("symbol").GetString().Should().Be("ETH/USDT");
    }

    [Fact]
    public async Task CandlesCheck_FolderAndPairs_IsOneDocumentAPair()
    {
        var result = await _cli.RunAsync("candles", "check", "data", "--pairs", "BTC/USDT,BTC/USDT:USDT", "--json");

        result.ExitCode.Should().Be(0, result.Error);
        result.Json().EnumerateArray().Select(one => (Path.GetFileName(one.GetProperty("file").GetString()), one.GetProperty("candles").GetInt32())).Should().Equal(("BTC_USDT-5m.csv", 400), ("BTC_USDT_USDT-5m-futures.csv", 200));
    }

    [Fact]
    public async Task Generate_PublicDumpOfTheSameCandles_GivesTheSameSignalsAndNamesTheUnit()
    {
        var candles = CliCandles.Generated(400);
        var rows = Enumerable.Range(0, candles.Count).Select(i => candles[i]).ToList();
        await File.WriteAllBytesAsync(_cli.PathOf("BTCUSDT-5m-2025-06.zip"), LayoutFiles.Zip(("BTCUSDT-5m-2025-06.csv", LayoutFiles.Bytes(LayoutFiles.Text(CandleLayout.Binance, CandleTimeUnit.Microseconds, rows)))));

        var dump = await _cli.RunAsync("generate", "--json", "--candles", "BTCUSDT-5m-2025-06.zip", "--out", "dump.jsonl");
        var plain = await _cli.RunAsync("generate", "--json", "--candles", "data/BTC_USDT-5m.csv", "--out", "plain.jsonl");

        dump.ExitCode.Should().Be(0, dump.Error);
        dump.Json().GetProperty("sha256").GetString().Should().Be(plain.Json().GetProperty("sha256").GetString());
        dump.Json().GetProperty("approved").GetInt32().Should().BePositive();
        dump.Messages.Should().Contain(message => message.EndsWith("BTCUSDT-5m-2025-06.zip: its times are microseconds", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Commands_TimesThatLeaveADoubt_NameTheOptionThatSettlesThem()
    {
        _cli.Write("BTC_USDT-5m.csv", "date,open,high,low,close,volume\n2025-06-01 12:00:00,1,1,1,1,1\n2025-06-01 12:05:00,1,1,1,1,1\n");

        (await _cli.RunAsync("candles", "check", "BTC_USDT-5m.csv")).SingleComplaint(exitCode: 2).Should().Contain("row 2, column date: '2025-06-01 12:00:00' has no UTC offset").And.EndWith("settle it with --time-unit s|ms|us|ns, or --time-unit utc for times without an offset");
        var settled = await _cli.RunAsync("candles", "check", "BTC_USDT-5m.csv", "--time-unit", "utc");
        settled.ExitCode.Should().Be(0, settled.Error);
        settled.SingleMessage().Should().Contain("its times are texts without an offset, taken as UTC");
    }

    [Theory]
    [InlineData("history.csv", "ETHUSDT", 0, "ETH/USDT")]
    [InlineData("Binance_ETHUSDT_5m.csv", "ETH/USDT", 0, "ETH/USDT")]
    [InlineData("Binance_BTCUSDT_5m.csv", "ETHUSDT", 2, "its name says BTC/USDT, its rows say ETH/USDT; write --candles PAIR=FILE, such as --candles ETH/USDT=Binance_BTCUSDT_5m.csv")]
    public async Task Generate_RowsThatNameTheirPair_AreBelievedUnlessTheNameSaysAnother(string file, string symbol, int exitCode, string expected)
    {
        var rows = CliCandles.Generated(400);
        _cli.Write(file, LayoutFiles.Text(CandleLayout.CryptoDataDownload, CandleTimeUnit.Seconds, Enumerable.Range(0, rows.Count).Select(i => rows[i]).Reverse()).Replace("BTC/USDT", symbol, StringComparison.Ordinal));

        var result = await _cli.RunAsync("generate", "--json", "--candles", file, "--out", "o.jsonl");

        result.ExitCode.Should().Be(exitCode, result.Error);
        (exitCode == 0 ? result.Json().GetProperty("symbol").GetString() : result.SingleComplaint(exitCode)).Should().EndWith(expected);
    }

    [Fact]
    public async Task Generate_MarkPrices_AreRefusedAndOnlyChecked()
    {
        _cli.WriteCandles(CliCandles.Generated(400), "BTC_USDT_USDT-5m-mark.csv");

        (await _cli.RunAsync("generate", "--out", "o.jsonl", "--candles", "BTC_USDT_USDT-5m-mark.csv")).SingleComplaint(exitCode: 2).Should().Contain("holds mark prices, not the prices of trades");
        (await _cli.RunAsync("candles", "check", "BTC_USDT_USDT-5m-mark.csv")).ExitCode.Should().Be(0);
    }

    public void Dispose() => _cli.Dispose();
}
