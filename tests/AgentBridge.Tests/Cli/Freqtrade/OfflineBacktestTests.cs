using System.IO.Compression;
using System.Text.Json;
using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>bridge freqtrade backtest --offline: a strategy of the user's own, on the user's own data folder, without an exchange.</summary>
[Trait(Cost.Key, Cost.Long)]
public sealed class OfflineBacktestTests : IDisposable
{
    private const string Strategy = """
        from freqtrade.strategy import IStrategy


        class Simple(IStrategy):
            timeframe = "5m"
            stoploss = -0.02
            minimal_roi = {"0": 0.01}
            startup_candle_count = 20

            def populate_indicators(self, dataframe, metadata):
                return dataframe

            def populate_entry_trend(self, dataframe, metadata):
                dataframe.loc[dataframe.index % 40 == 0, "enter_long"] = 1
                return dataframe

            def populate_exit_trend(self, dataframe, metadata):
                return dataframe

        """;

    private const string Config = """
        {
          // As a user writes it, with comments.
          "stake_currency": "USDT", "stake_amount": 100, "max_open_trades": 2, "dry_run": true, "dry_run_wallet": 1000,
          "exchange": { "name": "binance", "key": "", "secret": "", "pair_whitelist": ["BTC/USDT", "ETH/USDT"], "pair_blacklist": [] },
          "entry_pricing": { "price_side": "same", "use_order_book": false, "order_book_top": 1 },
          "exit_pricing": { "price_side": "same", "use_order_book": false, "order_book_top": 1 },
          "pairlists": [{ "method": "StaticPairList" }],
          "api_server": { "enabled": false, "listen_ip_address": "127.0.0.1", "listen_port": 8080, "username": "", "password": "" },
        }
        """;

    private readonly BridgeCli _cli = new() { Clock = TimeProvider.System };

    public void Dispose() => _cli.Dispose();

    [SkippableTheory]
    [InlineData("2024.2", "backtest")]
    [InlineData("2026.9", "backtesting")]
    public async Task Backtest_OwnStrategyAndData_RunsWithoutAnExchange(string release, string command)
    {
        Prepare(release, Config);
        _ = Directory.CreateDirectory(_cli.PathOf("user_data", "data", "binance"));
        foreach (var (pair, seed) in new[] { ("BTC_USDT", 1), ("ETH_USDT", 2) })
        {
            var candles = GeneratedCandles.Create(new() { Count = 1_500, Seed = seed, Symbol = pair.Replace('_', '/') });
            CandleFile.Write(_cli.PathOf("user_data", "data", "binance", $"{pair}-5m.feather"), candles, CandleFileFormat.Feather);
        }

        var run = await _cli.RunAsync("freqtrade", command, "--version", release, "--offline", "--", "--strategy", "Simple", "--cache", "none");

        run.ExitCode.Should().Be(0, run.Error);
        run.Error.Should().Contain("assumed for BTC/USDT: price step 0.01").And.Contain("assumed for ETH/USDT");
        var pairs = Result().GetProperty("strategy").GetProperty("Simple").GetProperty("trades").EnumerateArray().Select(trade => trade.GetProperty("pair").GetString()).ToList();
        pairs.Should().HaveCountGreaterThan(10).And.Contain(["BTC/USDT", "ETH/USDT"]);
    }

    [SkippableFact]
    public async Task Backtest_FuturesOfTheDataFolder_RunsWithoutAnExchange()
    {
        const string Pair = "ETH/USDT:USDT";
        Prepare("2026.9", Config.Replace("\"dry_run\": true", "\"dry_run\": true, \"trading_mode\": \"futures\", \"margin_mode\": \"isolated\"", StringComparison.Ordinal)
            .Replace("\"BTC/USDT\", \"ETH/USDT\"", $"\"{Pair}\"", StringComparison.Ordinal).Replace("\"use_order_book\": false", "\"use_order_book\": true", StringComparison.Ordinal));
        var (candles, hour) = (GeneratedCandles.Create(new() { Count = 1_500, Symbol = Pair }), Timeframe.Parse("1h"));
        var mark = candles.Resampled(hour);
        var rates = CandleSeries.FromCandles(Pair, hour, Enumerable.Range(0, mark.Count).Select(i => new Candle(mark.OpenTimes[i], 0.00001, 0, 0, 0, 0)));
        foreach (var (series, type) in new[] { (candles, CandlePriceType.Trades), (mark, CandlePriceType.Mark), (rates, CandlePriceType.FundingRate) })
        {
            var path = _cli.PathOf("user_data", "data", "binance", FreqtradeDataFile.PathOf(Pair, series.Timeframe, CandleFileFormat.Feather, type));
            _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            CandleFile.Write(path, series, CandleFileFormat.Feather);
        }

        var run = await _cli.RunAsync("freqtrade", "backtest", "--version", "2026.9", "--offline", "--", "--strategy", "Simple", "--cache", "none");

        run.ExitCode.Should().Be(0, run.Error);
        run.Error.Should().Contain("assumed for ETH/USDT:USDT: price step 0.01");
        Result().GetProperty("strategy").GetProperty("Simple").GetProperty("trades").GetArrayLength().Should().BeGreaterThan(10);
    }

    [SkippableTheory]
    [InlineData("\"binance\"", "\"kraken\"", "exchange.name kraken: only binance can be replaced")]
    [InlineData("\"dry_run\": true", "\"trading_mode\": \"margin\"", "trading_mode margin: only spot markets and futures")]
    [InlineData("", "", "does not exist")]
    public async Task Backtest_WhatCantBeDescribed_IsRefused(string there, string instead, string expected)
    {
        Prepare("2026.9", there.Length > 0 ? Config.Replace(there, instead, StringComparison.Ordinal) : Config);

        var run = await _cli.RunAsync("freqtrade", "backtest", "--version", "2026.9", "--offline", "--", "--strategy", "Simple");

        run.SingleComplaint(2).Should().Contain("--offline: ").And.Contain(expected);
    }

    private void Prepare(string release, string config)
    {
        Skip.If(FreqtradeCheckout.Environment(release) is null, $"needs {FreqtradeCheckout.Variable(release)}: the path of a Freqtrade environment's python");
        FreqtradeCheckout.Use(_cli, release);
        _ = _cli.Write("user_data/strategies/Simple.py", Strategy);
        _ = _cli.Write("user_data/config.json", config);
        _ = Directory.CreateDirectory(_cli.PathOf("user_data", "backtest_results"));
        _ = Directory.CreateDirectory(_cli.PathOf("user_data", "data"));
    }

    private JsonElement Result()
    {
        var folder = _cli.PathOf("user_data", "backtest_results");
        var name = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, ".last_result.json"))).RootElement.GetProperty("latest_backtest").GetString()!;
        if (name.EndsWith(".json", StringComparison.Ordinal))
        {
            return JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, name))).RootElement;
        }

        using var archive = ZipFile.OpenRead(Path.Combine(folder, name));
        using var stream = archive.GetEntry(Path.ChangeExtension(name, ".json"))!.Open();
        return JsonDocument.Parse(stream).RootElement.Clone();
    }
}
