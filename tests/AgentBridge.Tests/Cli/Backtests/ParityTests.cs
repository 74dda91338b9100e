using System.Text;
using System.Text.Json;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>bridge parity on both releases of the real Freqtrade, side by side: every trade equal in nine fields, every figure to 1e-9.</summary>
public sealed class ParityTests
{
    private static readonly string[] Releases = ["2024.2", "2026.9"];

    [SkippableFact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task Parity_GeneratedCandles_IsEqual()
    {
        var candles = GeneratedCandles.Create(new() { Count = 3_000 });

        var documents = await CompareAsync(cli => ["--candles", cli.WriteCandles(candles)]);

        documents.Should().OnlyContain(d => d.GetProperty("compared").GetInt32() > 20 && d.GetProperty("metrics").GetInt32() >= 20);
    }

    [SkippableFact]
    [Trait(Cost.Key, Cost.Long)]
    public async Task Parity_EveryStrategy_IsEqual()
    {
        const string Release = "2026.9";
        Skip.If(FreqtradeCheckout.Environment(Release) is null, $"needs {FreqtradeCheckout.Variable(Release)}: the path of a Freqtrade environment's python");
        using var cli = new BridgeCli { Clock = TimeProvider.System };
        FreqtradeCheckout.Use(cli, Release);
        var candles = cli.WriteCandles(GeneratedCandles.Create(new() { Count = 3_000 }));

        var result = await cli.RunAsync("parity", "--all", "--candles", candles, "--freqtrade", Release, "--json");

        result.ExitCode.Should().Be(0, result.Out + result.Error);
        var document = result.Json();
        document.EnumerateObject().Select(p => p.Name).Should().Equal("equal", "checks", "left_out");
        document.GetProperty("checks").EnumerateArray().Should().OnlyContain(check => check.GetProperty("result").GetProperty("equal").GetBoolean()).And.HaveCountGreaterThan(6);
        document.GetProperty("left_out").GetArrayLength().Should().Be(0);
    }

    [SkippableTheory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData("--strategy", "momentum")]
    [InlineData("--signals", "signals.jsonl")]
    [InlineData("--keep", "folder")]
    public async Task Parity_AllBesideAChoice_OneLineAndExit2(string option, string value)
    {
        using var cli = new BridgeCli();

        (await cli.RunAsync("parity", "--all", "--candles", "candles.csv", option, value)).SingleComplaint(exitCode: 2).Should().Contain($"--all and {option} exclude each other");
    }

    [SkippableFact]
    [Trait(Cost.Key, Cost.Long)]
    public async Task Parity_TenRecordedMonths_IsEqual()
    {
        var documents = await CompareAsync(_ => ["--candles", SharedData.Require("candles", "BTC_USDT-5m.obseries.csv")]);

        documents.Should().OnlyContain(d => d.GetProperty("compared").GetInt32() > 1_200);
    }

    [SkippableFact]
    [Trait(Cost.Key, Cost.Long)]
    public async Task Parity_FourPairsOverTwoSlots_IsEqual()
    {
        string[] files = ["spot-2024/DOGE_USDT-5m.csv", "spot-2024/SHIB_USDT-5m.csv", "spot-2024/1000SATS_USDT-5m.csv", "spot-2025/WBTC_USDT-5m.csv"];
        string[] candles = [.. files.SelectMany(file => new[] { "--candles", SharedData.Require(["candles", "more", .. file.Split('/')]) })];

        var documents = await CompareAsync(_ => [.. candles, "--slots", "2"]);

        documents.Should().OnlyContain(d => d.GetProperty("compared").GetInt32() > 700);
        documents.Select(Hash).Should().OnlyHaveUniqueItems("the releases treat a freed slot differently");
    }

    [SkippableFact]
    [Trait(Cost.Key, Cost.Long)]
    public async Task Parity_EveryProtection_IsEqual()
    {
        const string Common = """
            {"method": "StoplossGuard", "trade_limit": 2, "lookback_period_candles": 60, "stop_duration_candles": 12, "required_profit": -0.001},
            {"method": "MaxDrawdown", "trade_limit": 4, "lookback_period": 900, "stop_duration": 123, "max_allowed_drawdown": 0.02},
            {"method": "CooldownPeriod", "stop_duration_candles": 3},
            {"method": "LowProfitPairs", "trade_limit": 2, "lookback_period": 400, "stop_duration": 61, "required_profit": 0.001, "only_per_side": true},
            {"method": "StoplossGuard", "trade_limit": 2, "lookback_period": 500, "stop_duration": 100, "only_per_pair": true}
            """;
        const string Newer = """
            , {"method": "MaxDrawdown", "trade_limit": 3, "lookback_period": 1200, "unlock_at": "13:07", "max_allowed_drawdown": 0.003, "calculation_mode": "equity"}
            """;

        var documents = await CompareAsync((cli, release) =>
        [
            .. Generated(cli, "ETH/USDT", "BTC/USDT", "XRP/USDT"), "--slots", "2", "--no-risk",
            "--protections", cli.Write("protections.json", $"[{Common}{(release is "2026.9" ? Newer : string.Empty)}]"),
        ]);

        documents.Should().OnlyContain(d => d.GetProperty("compared").GetInt32() > 50);
    }

    [SkippableFact]
    [Trait(Cost.Key, Cost.Long)]
    public async Task Parity_PartialExitsOfAPlainStrategy_IsEqual()
    {
        const string Protections = """
            [{"method": "CooldownPeriod", "stop_duration_candles": 2},
             {"method": "LowProfitPairs", "trade_limit": 3, "stop_duration": 90, "lookback_period": 600}]
            """;

        var documents = await CompareAsync(cli =>
        [
            .. Generated(cli, "ETH/USDT", "BTC/USDT", "XRP/USDT"), "--slots", "2", "--no-risk", "--stake", "997.3", "--step", "0.00001", "--partial-exits",
            "--protections", cli.Write("protections.json", Protections), "--strategy-file", Repository.PathOf("strategy-bridge", "tests", "hosts", "planned.py"),
        ]);

        documents.Should().OnlyContain(d => d.GetProperty("compared").GetInt32() > 50);
        documents.Select(Hash).Should().OnlyHaveUniqueItems("the releases sell different shares");
    }

    [SkippableFact]
    [Trait(Cost.Key, Cost.Long)]
    public async Task Parity_LongsAndShortsOfAFuture_IsEqual()
    {
        var file = SharedData.Require("candles", "more", "futures-1h", "ETH_USDT_USDT-1h-futures.csv");
        var candles = CandleFile.Read(file, "ETH/USDT:USDT", Timeframe.Parse("1h")).Series;
        var lines = string.Concat(FutureSignals(candles).Select(signal => Encoding.UTF8.GetString(SignalJson.ToCanonicalBytes(signal)) + "\n"));

        var documents = await CompareAsync(cli =>
        [
            "--candles", file, "--timeframe", "1h", "--timerange", "20200901-20210201", "--signals", cli.Write("signals.jsonl", lines), "--trading-mode", "futures", "--stake", "unlimited",
            "--step", "0.001", "--partial-exits", "--strategy-file", Repository.PathOf("strategy-bridge", "tests", "hosts", "planned.py"),
        ]);

        documents.Should().OnlyContain(d => d.GetProperty("compared").GetInt32() > 200);
        documents.Select(Hash).Should().OnlyHaveUniqueItems("only the newer release replaces a trade in the candle in which it closes");
    }

    /// <summary>A signal every three hours, long or short, and now and then a short one whose stop is beyond its liquidation.</summary>
    private static IEnumerable<TradingSignal> FutureSignals(CandleSeries candles)
    {
        const int Step = 3;
        const int Far = 600;
        var shares = new[] { 0.25, 0.5, 0.333, 0.75 };
        for (var i = 0; i < candles.Count; i += Step)
        {
            var (price, n) = (candles.Closes[i], i / Step);
            var isFar = n % Far == 0;
            var isShort = isFar || n * 7_919 / 13 % 2 == 0;
            var distance = (isShort ? -1 : 1) * (0.004 + (0.001 * (n % 9)));
            double At(double share, double far) => Math.Round(price * (isFar ? far : 1 + share), 2);
            var share = shares[n % shares.Length];
            yield return new(
                new Guid(i, 0, 0, [1, 0, 0, 0, 0, 0, 0, 0]),
                DateTimeOffset.FromUnixTimeMilliseconds(candles.CloseTimeMs(i)),
                candles.Symbol,
                isShort ? SignalSide.Short : SignalSide.Long,
                0.5,
                new SignalEntry(EntryType.Market, price),
                new RiskPlan(At(-distance, 2.6), new(new(At(distance * 1.3, 0.3), share), new(At(distance * 2.7, 0.2), 1 - share)), 0.3),
                "a plan of a test");
        }
    }

    [SkippableFact]
    [Trait(Cost.Key, Cost.Long)]
    public async Task Parity_MarketsOfAFileWhoseLimitsBind_IsEqual()
    {
        const string Markets = """
            {"symbols": [{"symbol": "BTCUSDT", "baseAsset": "BTC", "quoteAsset": "USDT", "filters": [
              {"filterType": "PRICE_FILTER", "minPrice": "0.10", "maxPrice": "1000000.00", "tickSize": "0.10"},
              {"filterType": "LOT_SIZE", "minQty": "0.00100000", "maxQty": "0.00450000", "stepSize": "0.00010000"},
              {"filterType": "NOTIONAL", "minNotional": "20.00000000", "maxNotional": "450.00000000"}]}]}
            """;
        var candles = GeneratedCandles.Create(new() { Count = 3_000 });

        var documents = await CompareAsync(cli => ["--candles", cli.WriteCandles(candles), "--markets", cli.Write("markets.json", Markets)]);

        documents.Should().OnlyContain(d => d.GetProperty("assumptions").GetArrayLength() == 0 && d.GetProperty("compared").GetInt32() > 20);
    }

    [SkippableFact]
    [Trait(Cost.Key, Cost.Long)]
    public async Task Parity_PricesOfJsonFiles_IsEqual()
    {
        var documents = await CompareAsync(_ => ["--candles", SharedData.Require("candles", "more", "spot-2024", "DOGE_USDT-5m.csv"), "--data-format", "json", "--json-as-freqtrade"]);

        documents.Should().OnlyContain(d => d.GetProperty("compared").GetInt32() > 50);
    }

    [SkippableFact]
    [Trait(Cost.Key, Cost.Long)]
    public async Task Parity_FillsOnMinutes_IsEqual()
    {
        string Candles(string name) => SharedData.Require("candles", "more", "spot-2024", name);
        string[] arguments =
        [
            "--candles", Candles("BTC_USDT-5m.csv"), "--candles", Candles("ETH_USDT-5m.csv"), "--timeframe-detail", "BTC/USDT=" + Candles("BTC_USDT-1m.csv"),
            "--timerange", "20240801-20240814", "--no-risk",
        ];

        var documents = await CompareAsync(_ => arguments);

        documents.Should().OnlyContain(d => d.GetProperty("compared").GetInt32() > 20);
    }

    [SkippableFact]
    [Trait(Cost.Key, Cost.Long)]
    public async Task Parity_ProtectionsAndFillsOnMinutes_IsEqual()
    {
        const string Protections = """
            [{"method": "CooldownPeriod", "stop_duration": 7},
             {"method": "StoplossGuard", "trade_limit": 2, "lookback_period": 120, "stop_duration": 33},
             {"method": "MaxDrawdown", "trade_limit": 3, "lookback_period": 300, "stop_duration": 47, "max_allowed_drawdown": 0.005}]
            """;
        string Candles(string name) => SharedData.Require("candles", "more", "spot-2024", name);

        var documents = await CompareAsync(cli =>
        [
            "--candles", Candles("BTC_USDT-5m.csv"), "--candles", Candles("ETH_USDT-5m.csv"), "--timeframe-detail", "BTC/USDT=" + Candles("BTC_USDT-1m.csv"),
            "--timerange", "20240801-20240814", "--no-risk", "--slots", "2", "--protections", cli.Write("protections.json", Protections),
        ]);

        documents.Should().OnlyContain(d => d.GetProperty("compared").GetInt32() > 20);
    }

    /// <summary>Candles of pairs that differ.</summary>
    private static IEnumerable<string> Generated(BridgeCli cli, params string[] symbols) => symbols.SelectMany((symbol, index) => new[]
    {
        "--candles",
        cli.WriteCandles(GeneratedCandles.Create(new() { Count = 4_000, Seed = index + 1, Symbol = symbol }), symbol.Replace('/', '_') + "-5m.csv"),
    });

    private static Task<JsonElement[]> CompareAsync(Func<BridgeCli, string[]> arguments) => CompareAsync((cli, _) => arguments(cli));

    private static async Task<JsonElement[]> CompareAsync(Func<BridgeCli, string, string[]> arguments)
    {
        foreach (var release in Releases)
        {
            Skip.If(FreqtradeCheckout.Environment(release) is null, $"needs {FreqtradeCheckout.Variable(release)}: the path of a Freqtrade environment's python");
        }

        return await Task.WhenAll(Releases.Select(release => CompareAsync(release, arguments)));
    }

    private static async Task<JsonElement> CompareAsync(string release, Func<BridgeCli, string, string[]> arguments)
    {
        using var cli = new BridgeCli { Clock = TimeProvider.System };
        FreqtradeCheckout.Use(cli, release);

        var result = await cli.RunAsync(["parity", .. arguments(cli, release), "--freqtrade", release, "--json"]);

        result.ExitCode.Should().Be(0, result.Out + result.Error);
        var document = result.Json();
        document.EnumerateObject().Select(p => p.Name).Should().Equal(
            "equal", "freqtrade", "rules", "compared", "fields", "classes", "first_divergence", "metrics", "different_metrics", "our_sha256", "freqtrade_sha256", "assumptions", "our_seconds", "freqtrade_seconds");
        document.GetProperty("equal").GetBoolean().Should().BeTrue();
        Hash(document).Should().Be(document.GetProperty("freqtrade_sha256").GetString());
        document.GetProperty("different_metrics").GetArrayLength().Should().Be(0);
        return document;
    }

    private static string? Hash(JsonElement document) => document.GetProperty("our_sha256").GetString();
}
