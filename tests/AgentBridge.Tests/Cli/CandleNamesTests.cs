using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>A file's pair comes from its name or must be given; another coin's candles never count as the default pair's.</summary>
public class CandleNamesTests
{
    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData("BTC_USDT-5m.csv", "BTC/USDT")]
    [InlineData("ETH_USDT-5m.anything.csv", "ETH/USDT")]
    [InlineData("ETH_USDT_USDT-5m-futures.csv", "ETH/USDT:USDT")]
    [InlineData("BTC_USD_BTC-5m-futures.csv", "BTC/USD:BTC")]
    [InlineData("1INCH_USDT-5m.csv", "1INCH/USDT")]
    [InlineData("DATA_USDT-5m.csv", "DATA/USDT")]
    [InlineData("HTX_USDT-5m.csv", "HTX/USDT")]
    [InlineData("FOO_BAR-5m.csv", "FOO/BAR")]
    public async Task Generate_NameOfFreqtrade_IsThePairAndNothingIsReported(string file, string pair)
    {
        var (result, _) = await GenerateAsync(file);

        result.Json().GetProperty("symbol").GetString().Should().Be(pair);
        result.Messages.Should().BeEmpty();
    }

    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData("ETHUSDT-5m-2025-06.csv", "ETH/USDT")]
    [InlineData("ETHUSDT-5m-2025-06-01.csv", "ETH/USDT")]
    [InlineData("ETHUSDT-5m.csv", "ETH/USDT")]
    [InlineData("ETHUSDT_5m.csv", "ETH/USDT")]
    [InlineData("BINANCE:ETHUSDT.csv", "ETH/USDT")]
    [InlineData("ETH\u2013USDT\u20135m.csv", "ETH/USDT")]
    [InlineData("ETHUSDT#5m.csv", "ETH/USDT")]
    [InlineData("ETHUSDT.csv", "ETH/USDT")]
    [InlineData("ethusdt.csv", "ETH/USDT")]
    [InlineData("ethbtc-5m.csv", "ETH/BTC")]
    [InlineData("Binance_ETHUSDT_5m.csv", "ETH/USDT")]
    [InlineData("BINANCE_ETHUSDT-5m.csv", "ETH/USDT")]
    [InlineData("binance-eth-usdt-5m.csv", "ETH/USDT")]
    [InlineData("Bitstamp_BTCUSD_2024_5m.csv", "BTC/USD")]
    [InlineData("ETH-USDT-5m.csv", "ETH/USDT")]
    [InlineData("ETH_USDT_5m.csv", "ETH/USDT")]
    [InlineData("eth_usdt-5m.csv", "ETH/USDT")]
    [InlineData("eth_usdt_usdt-5m.csv", "ETH/USDT:USDT")]
    [InlineData("BTC-EUR.csv", "BTC/EUR")]
    [InlineData("1000PEPEUSDT-5m.csv", "1000PEPE/USDT")]
    [InlineData("TUSDUSDT-5m.csv", "TUSD/USDT")]
    [InlineData("klines_SOLUSDC_5m_2025.csv", "SOL/USDC")]
    [InlineData("XBTUSD_5.csv", "BTC/USD")]
    [InlineData("ETHUSDT_5.csv", "ETH/USDT")]
    [InlineData("XDGEUR_5.csv", "DOGE/EUR")]
    [InlineData("BINANCE_BTCUSDT, 5.csv", "BTC/USDT")]
    [InlineData("BINANCE:ETHUSDT, 5.csv", "ETH/USDT")]
    [InlineData("BINANCE_ETHUSDT, 5_0a1b2.csv", "ETH/USDT")]
    [InlineData("BYBIT_BTCUSDT.P, 5.csv", "BTC/USDT:USDT")]
    public async Task Generate_NameOfAPublicDump_IsUnderstoodAndReported(string file, string pair)
    {
        var (result, lines) = await GenerateAsync(file);

        result.Json().GetProperty("symbol").GetString().Should().Be(pair);
        result.SingleMessage().Should().Contain($"taken as {pair}, from its name; --candles PAIR=FILE");
        lines.Should().NotBeEmpty().And.OnlyContain(line => line.Contains($"\"symbol\":\"{pair}\"", StringComparison.Ordinal));
    }

    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData("BTC_USDT_USDT_260327-5m-futures.csv")]
    [InlineData("BTCUSDT_260327-5m.csv")]
    [InlineData("BTC_USDT_260327-5m.csv")]
    [InlineData("BTC_USDT_SWAP-5m.csv")]
    [InlineData("ETHUSDT_PERP-5m.csv")]
    [InlineData("BTC-USDT-SWAP-5m.csv")]
    [InlineData("BTCUSDT-PERP-5m.csv")]
    [InlineData("BTCUSDT_PERP.csv")]
    [InlineData("\u5e01\u5b89\u4eba\u751f_USDT-5m.csv")]
    [InlineData("\u5e01\u5b89\u4eba\u751f_USDT.csv")]
    [InlineData("\u042d\u0422\u0425USDT-5m.csv")]
    [InlineData("ETH\u00d6_USDT-5m.csv")]
    [InlineData("BTCBUSD-5m.csv")]
    [InlineData("ETH.csv")]
    [InlineData("SOL-5m.csv")]
    [InlineData("XBTUSD_7000000.csv")]
    [InlineData("foo_bar-5m.csv")]
    [InlineData("Foo_ETH_USDT_5m.csv")]
    public async Task Commands_NameOfAnUnknownPair_AskForThePair(string file)
    {
        using var cli = new BridgeCli();
        cli.WriteCandles(CliCandles.Breakout, file);
        foreach (var command in new[] { "generate|--out|o.jsonl", "run-cycle", "dry-run", "simulate", "run-cycle|--json" })
        {
            var result = await cli.RunAsync([.. command.Split('|'), "--candles", file]);

            result.ExitCode.Should().Be(2, result.Error);
            result.SingleMessage().Should().Contain($"--candles PAIR=FILE, such as --candles ETH/USDT={file}");
        }

        File.Exists(cli.PathOf("o.jsonl")).Should().BeFalse();
        (await cli.RunAsync("candles", "check", file)).ExitCode.Should().Be(0, "a check of candles needs no pair");
        (await cli.RunAsync("run-cycle", "--json", "--candles", $"SOL/USDT={file}")).Json().GetProperty("symbol").GetString().Should().Be("SOL/USDT");
        (await cli.RunAsync("run-cycle", "--json", "--symbol", "SOL/USDT", "--candles", file)).Json().GetProperty("symbol").GetString().Should().Be("SOL/USDT");
    }

    [Theory]
    [InlineData("candles.csv")]
    [InlineData("my-history-5m.csv")]
    [InlineData("country.csv")]
    [InlineData("5m.csv")]
    [InlineData("data_2025.csv")]
    [InlineData("teeth.csv")]
    public async Task RunCycle_NameWithoutAPair_IsTheDefaultPairAndReportsIt(string file)
    {
        using var cli = new BridgeCli();
        cli.Environment["DEFAULT_SYMBOL"] = "SOL/USDT";
        cli.WriteCandles(CliCandles.Breakout, file);

        var result = await cli.RunAsync("run-cycle", "--json", "--candles", file);

        if (file.StartsWith("my-", StringComparison.Ordinal))
        {
            result.ExitCode.Should().Be(2, "'my' beside a timeframe may be a coin");
            return;
        }

        result.Json().GetProperty("symbol").GetString().Should().Be("SOL/USDT");
        result.Messages[0].Should().Contain(file).And.Contain("taken as SOL/USDT (DEFAULT_SYMBOL)").And.Contain("PAIR=FILE");
    }

    [Fact]
    public async Task Commands_NameThatContradictsWhatIsAskedFor_IsReported()
    {
        using var cli = new BridgeCli();
        cli.WriteCandles(CliCandles.Breakout, "ETHUSDT-1h.csv");
        cli.WriteCandles(GeneratedCandles.Create(new GeneratedCandlesOptions { Count = 50, Timeframe = Timeframe.Parse("1h") }), "hours-1h.csv");

        (await cli.RunAsync("run-cycle", "--candles", "ETHUSDT-1h.csv", "--symbol", "BTC/USDT")).SingleComplaint(exitCode: 2)
            .Should().Contain("ETHUSDT-1h.csv has ETH/USDT, not BTC/USDT (--symbol)");
        var taken = await cli.RunAsync("run-cycle", "--candles", "BTC/USDT=ETHUSDT-1h.csv");
        taken.ExitCode.Should().Be(0);
        taken.Error.Should().Contain("its name says ETH/USDT; taken as BTC/USDT").And.Contain("its name says 1h; its candles are 5m");
        (await cli.RunAsync("run-cycle", "--candles", "ETH/USDT=hours-1h.csv")).SingleComplaint(exitCode: 2).Should().Contain("1h").And.Contain("5m");
    }

    [Theory]
    [InlineData("eth/usdt")]
    [InlineData("ETHUSDT")]
    public async Task Commands_MisspeltPairBeforeAFile_IsNamed(string pair)
    {
        using var cli = new BridgeCli();
        var file = cli.WriteCandles(CliCandles.Breakout);

        (await cli.RunAsync("run-cycle", "--candles", $"{pair}={file}")).SingleComplaint(exitCode: 2).Should().Contain($"'{pair}' is not a pair").And.Contain("ETH/USDT=");
    }

    private static async Task<(CliResult Result, string[] Lines)> GenerateAsync(string file)
    {
        using var cli = new BridgeCli();
        cli.WriteCandles(CliCandles.Breakout, file);
        var result = await cli.RunAsync("generate", "--json", "--candles", file, "--out", "o.jsonl");
        result.ExitCode.Should().Be(0, result.Error);
        var text = await cli.RunAsync("generate", "--candles", file, "--out", "o.jsonl");
        text.Out.Should().Contain($"o.jsonl: {result.Json().GetProperty("symbol").GetString()} 5m: ");
        return (result, await File.ReadAllLinesAsync(cli.PathOf("o.jsonl")));
    }
}
