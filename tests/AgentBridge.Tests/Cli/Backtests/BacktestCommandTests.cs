using System.Text.Json;
using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>bridge backtest: from candles to trades.</summary>
public sealed class BacktestCommandTests : IDisposable
{
    private readonly BridgeCli _cli = new();
    private readonly string _candles;

    public BacktestCommandTests()
    {
        _cli.Clock = new FixedClock(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        _candles = _cli.WriteCandles(GeneratedCandles.Create(new() { Count = 3_000 }));
    }

    private const string Tiers = """
        {"ETH/USDT:USDT": [
          {"minNotional": 0.0, "maxNotional": 50000.0, "maintenanceMarginRate": 0.004, "info": {"cum": "0.0"}},
          {"minNotional": 50000.0, "maxNotional": null, "maintenanceMarginRate": 0.005, "info": {"cum": 50}}]}
        """;

    public void Dispose() => _cli.Dispose();

    /// <summary>Candles of a future in the folder, with mark prices and funding rates under Freqtrade's names.</summary>
    private void WriteFuture()
    {
        var candles = GeneratedCandles.Create(new() { Count = 3_000, Symbol = "ETH/USDT:USDT" });
        _ = _cli.WriteCandles(candles, "ETH_USDT_USDT-5m-futures.csv");
        _ = _cli.WriteCandles(candles.Resampled(Timeframe.Parse("1h")), "ETH_USDT_USDT-1h-mark.csv");
        var rates = candles.Resampled(Timeframe.Parse("8h")).OpenTimes.ToArray().Select((time, i) => FormattableString.Invariant($"{time + i},{0.0001 * ((i % 5) - 1)},,,,\n"));
        _ = _cli.Write("ETH_USDT_USDT-8h-funding_rate.csv", "timestamp,open,high,low,close,volume\n" + string.Concat(rates));
    }

    [Fact]
    public async Task Backtest_StrategyOrItsSignals_GiveTheSameTrades()
    {
        await _cli.RunAsync("generate", "--candles", _candles, "--out", "signals.jsonl");
        var decided = await _cli.RunAsync("backtest", "--candles", _candles, "--trades", "a.jsonl", "--json");
        var read = await _cli.RunAsync("backtest", "--candles", _candles, "--signals", "signals.jsonl", "--trades", "b.jsonl", "--json");

        decided.ExitCode.Should().Be(0, decided.Error);
        var document = decided.Json();
        document.GetProperty("trades").GetInt32().Should().BeGreaterThan(10);
        document.GetProperty("sha256").GetString().Should().NotBe(read.Json().GetProperty("sha256").GetString(), "the tag names the origin of the signals");
        Without("enter_tag", "a.jsonl").Should().Equal(Without("enter_tag", "b.jsonl"));
        document.GetProperty("metrics").GetProperty("profit_total_abs").GetDouble().Should().Be(read.Json().GetProperty("metrics").GetProperty("profit_total_abs").GetDouble());
        document.GetProperty("assumptions")[0].GetString().Should().Be("BTC/USDT: price step 0.01 (from the data), amount step 0.00000001, smallest order 5, no largest order");
    }

    [Fact]
    public async Task Backtest_Future_TradesBothSidesWithTheFilesBesideItsCandles()
    {
        WriteFuture();
        string[] arguments = ["backtest", "--candles", "ETH_USDT_USDT-5m-futures.csv", "--strategy", "rsi2", "--param", "short=true", "--no-risk", "--trading-mode", "futures", "--json"];

        var assumed = await _cli.RunAsync([.. arguments, "--trades", "t.jsonl"]);
        var tiers = await _cli.RunAsync([.. arguments, "--leverage-tiers", _cli.Write("tiers.json", Tiers)]);
        var other = await _cli.RunAsync([.. arguments, "--funding", "ETH/USDT:USDT=" + _cli.Write("other.csv", "timestamp,open,high,low,close,volume\n1748764800000,0.01,,,,\n")]);

        assumed.ExitCode.Should().Be(0, assumed.Error);
        assumed.Json().GetProperty("assumptions").EnumerateArray().Select(a => a.GetString()).Should().Contain(a => a!.Contains("no liquidation"));
        var trades = File.ReadLines(_cli.PathOf("t.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        trades.Select(trade => trade.GetProperty("is_short").GetBoolean()).Should().Contain([true, false]);
        trades.Should().Contain(trade => trade.GetProperty("funding_fees").GetDouble() != 0).And.OnlyContain(trade => trade.GetProperty("liquidation_price").GetDouble() == 0);
        tiers.Json().GetProperty("assumptions").EnumerateArray().Select(a => a.GetString()).Should().NotContain(a => a!.Contains("no liquidation"));
        new[] { assumed, tiers, other }.Select(run => run.Json().GetProperty("sha256").GetString()).Should().OnlyHaveUniqueItems();
    }

    [Theory]
    [InlineData("--trading-mode spot", "--trading-mode spot: ETH/USDT:USDT is a future")]
    [InlineData("--mark none-5m.csv", "--mark none-5m.csv: its pair has no --candles")]
    [InlineData("--funding ETH/USDT:USDT=ETH_USDT_USDT-1h-mark.csv", "it holds candles, not funding rates")]
    [InlineData("--leverage-tiers tiers.json", "TIERS_MISSING: it has no leverage tiers of ETH/USDT:USDT")]
    [InlineData("--leverage-tiers broken.json", "TIERS_INVALID: ETH/USDT:USDT: expected minNotional")]
    public async Task Backtest_FutureWithWrongFiles_IsRefused(string options, string expected)
    {
        WriteFuture();
        _ = _cli.Write("tiers.json", "{}");
        _ = _cli.Write("broken.json", """{"ETH/USDT:USDT": [{"minNotional": 0}]}""");

        var run = await _cli.RunAsync(["backtest", "--candles", "ETH_USDT_USDT-5m-futures.csv", .. options.Split(' ')]);

        run.SingleComplaint(2).Should().Contain(expected);
    }

    [Fact]
    public async Task Backtest_FutureWithoutFunding_IsRefused()
    {
        WriteFuture();
        File.Delete(_cli.PathOf("ETH_USDT_USDT-8h-funding_rate.csv"));

        (await _cli.RunAsync("backtest", "--candles", "ETH_USDT_USDT-5m-futures.csv")).SingleComplaint(2).Should().Contain("FUNDING_MISSING: ETH/USDT:USDT has no funding rates").And.Contain("--funding");
    }

    [Fact]
    public async Task Backtest_ShortsOnSpot_AreLeftOutWithANotice()
    {
        var run = await _cli.RunAsync("backtest", "--candles", _candles, "--strategy", "rsi2", "--param", "short=true", "--no-risk", "--trading-mode", "spot");

        run.ExitCode.Should().Be(0, run.Error);
        run.Error.Should().Contain("short signals are left out");
    }

    [Fact]
    public async Task Parity_FutureWithoutAStrategyFile_IsRefused()
    {
        WriteFuture();

        (await _cli.RunAsync("parity", "--candles", "ETH_USDT_USDT-5m-futures.csv")).SingleComplaint(2).Should().Contain("--strategy-file");
    }

    [Fact]
    public async Task Backtest_ForPeople_IsATableWithTheAssumptions()
    {
        var shown = await _cli.RunAsync("backtest", "--candles", _candles);

        shown.ExitCode.Should().Be(0, shown.Error);
        shown.Out.Should().Contain("breakout/1 on BTC/USDT 5m").And.Contain("profit factor").And.Contain("sha256 ");
        shown.Error.Should().Contain("assumed for BTC/USDT");
    }

    [Fact]
    public async Task Backtest_Timerange_TradesOnlyThatTime()
    {
        var all = await _cli.RunAsync("backtest", "--candles", _candles, "--json");
        var part = await _cli.RunAsync("backtest", "--candles", _candles, "--timerange", "20250603-20250605", "--trades", "t.jsonl", "--json");

        part.ExitCode.Should().Be(0, part.Error);
        part.Json().GetProperty("trades").GetInt32().Should().BeInRange(1, all.Json().GetProperty("trades").GetInt32() - 1);
        var opened = File.ReadLines(_cli.PathOf("t.jsonl")).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("open_timestamp").GetInt64()).ToList();
        opened.Should().OnlyContain(time => time >= 1_748_908_800_000 && time <= 1_749_081_600_000);
    }

    [Theory]
    [InlineData("--stake 0", "--stake 0: expected capital")]
    [InlineData("--timerange 20250605-20250603", "--timerange 20250605-20250603: expected days")]
    [InlineData("--tick 0", "--tick 0: expected a step")]
    [InlineData("--signals none.jsonl", "none.jsonl: there is no such file")]
    [InlineData("--rules freqtrade-2023.1", "freqtrade-2023.1")]
    [InlineData("--slots 0", "--slots")]
    [InlineData("--export freqtrade --partial-exits", "--export and --partial-exits exclude each other")]
    [InlineData("--markets none.json", "none.json: there is no such file")]
    [InlineData("--markets none.json --tick 0.01", "--markets and --tick exclude each other")]
    [InlineData("--protections none.json", "none.json: there is no such file")]
    [InlineData("--trading-mode futures", "--trading-mode futures: BTC/USDT is a spot pair")]
    [InlineData("--leverage-tiers none.json", "--leverage-tiers is of futures, and BTC/USDT is a spot pair")]
    [InlineData("--timerange 20300101-", "CANDLES_MISSING")]
    [InlineData("--slippage 0.001", "--slippage is a parameter of --rules realistic")]
    [InlineData("--rules realistic --slippage 2", "--slippage 2: expected a number from 0 to 0.1")]
    [InlineData("--rules realistic --latency -1", "--latency -1: expected a whole number from 0 to 3600000")]
    [InlineData("--rules realistic --price-impact 0.1", "--price-impact needs --volume-limit above 0")]
    [InlineData("--rules realistic --maker-fee 0", "--maker-fee needs --limit-targets")]
    [InlineData("--rules realistic --partial-exits", "PARTIAL_EXITS_UNSUPPORTED")]
    [InlineData("--rules realistic --export freqtrade", "leave out --rules realistic, or --export")]
    public async Task Backtest_BadInput_IsOneLineAndExitCode2(string arguments, string words)
    {
        var refused = await _cli.RunAsync(["backtest", "--candles", _candles, .. arguments.Split(' ')]);

        refused.SingleComplaint(exitCode: 2).Should().Contain(words);
    }

    [Fact]
    public async Task Backtest_Protections_LockAndEnterTheHash()
    {
        _cli.Write("p.json", """[{"method": "CooldownPeriod", "stop_duration": 600}]""");
        var free = await _cli.RunAsync("backtest", "--candles", _candles, "--json");
        var locked = await _cli.RunAsync("backtest", "--candles", _candles, "--protections", "p.json", "--json");

        locked.ExitCode.Should().Be(0, locked.Error);
        locked.Json().GetProperty("outcomes").GetProperty("locked").GetInt32().Should().BePositive();
        locked.Json().GetProperty("trades").GetInt32().Should().BeLessThan(free.Json().GetProperty("trades").GetInt32());

        _cli.Write("none.json", """[{"method": "CooldownPeriod", "stop_duration": 0}]""");
        var idle = await _cli.RunAsync("backtest", "--candles", _candles, "--protections", "none.json", "--rules", "freqtrade-2024.2", "--json");
        var without = await _cli.RunAsync("backtest", "--candles", _candles, "--rules", "freqtrade-2024.2", "--json");
        idle.Json().GetProperty("trades").GetInt32().Should().Be(without.Json().GetProperty("trades").GetInt32());
        idle.Json().GetProperty("sha256").GetString().Should().NotBe(without.Json().GetProperty("sha256").GetString());
    }

    [Fact]
    public async Task Backtest_Realistic_HasItsParametersAndCostsAndEntersTheHash()
    {
        var paper = (await _cli.RunAsync("backtest", "--candles", _candles, "--rules", "realistic", "--json")).Json();
        var shown = await _cli.RunAsync("backtest", "--candles", _candles, "--rules", "realistic", "--spread", "0.0002");
        var spread = (await _cli.RunAsync("backtest", "--candles", _candles, "--rules", "realistic", "--spread", "0.0002", "--json")).Json();
        var freqtrade = (await _cli.RunAsync("backtest", "--candles", _candles, "--json")).Json();

        shown.ExitCode.Should().Be(0, shown.Error);
        shown.Error.Should().Contain("assumed for fills: slippage 0.0005, spread 0.0002, price impact 0, any volume, latency 0 ms");
        shown.Out.Should().Contain("rules realistic").And.Contain("slippage paid").And.Contain("entries filled in part / not at all");
        spread.GetProperty("fills").GetProperty("spread").GetDouble().Should().Be(0.0002);
        spread.GetProperty("costs").GetProperty("slippage").GetDouble().Should().BeGreaterThan(paper.GetProperty("costs").GetProperty("slippage").GetDouble());
        spread.GetProperty("trades").GetInt32().Should().Be(paper.GetProperty("trades").GetInt32());
        spread.GetProperty("sha256").GetString().Should().NotBe(paper.GetProperty("sha256").GetString());
        freqtrade.GetProperty("costs").ValueKind.Should().Be(JsonValueKind.Null);
        freqtrade.GetProperty("outcomes").TryGetProperty("not_filled", out _).Should().BeFalse();
    }

    [Fact]
    public async Task Parity_Realistic_IsRefusedInOneLine() =>
        (await _cli.RunAsync("parity", "--candles", _candles, "--rules", "realistic")).SingleComplaint(exitCode: 2).Should().Contain("no release of Freqtrade fills orders by these rules");

    [Fact]
    public async Task Backtest_MarketsWithoutThePair_IsRefusedWithACode()
    {
        _cli.Write("m.json", """{"symbols": []}""");
        _cli.Write("x.json", "[]");

        (await _cli.RunAsync("backtest", "--candles", _candles, "--markets", "m.json")).SingleComplaint(exitCode: 2).Should().Contain("m.json: MARKET_MISSING: BTC/USDT is not among its 0 markets");
        (await _cli.RunAsync("backtest", "--candles", _candles, "--markets", "x.json")).SingleComplaint(exitCode: 2).Should().Contain("x.json: MARKETS_INVALID: symbols is missing");
    }

    [Fact]
    public async Task Parity_PartialExitsWithoutAStrategy_IsRefused() =>
        (await _cli.RunAsync("parity", "--candles", _candles, "--partial-exits")).SingleComplaint(exitCode: 2).Should().Contain("--strategy-file");

    [Fact]
    public async Task Backtest_BadProtection_IsNamedWithFileAndCode()
    {
        _cli.Write("p.json", """[{"method": "Cooldown"}]""");

        var refused = await _cli.RunAsync("backtest", "--candles", _candles, "--protections", "p.json");

        refused.SingleComplaint(exitCode: 2).Should().Contain("p.json: PROTECTION_INVALID: protection 1 (Cooldown)");
    }

    [Fact]
    public async Task Backtest_LineThatIsNoSignal_IsNamed()
    {
        _cli.Write("bad.jsonl", "\n{\"version\":\"2.0\"}\n");

        var refused = await _cli.RunAsync("backtest", "--candles", _candles, "--signals", "bad.jsonl");

        refused.SingleComplaint(exitCode: 2).Should().Contain("bad.jsonl: line 2: ");
    }

    private List<string> Without(string field, string file) =>
    [
        .. File.ReadLines(_cli.PathOf(file)).Select(line =>
        {
            using var document = JsonDocument.Parse(line);
            return string.Join(' ', document.RootElement.EnumerateObject().Where(p => !p.NameEquals(field)).Select(p => p.ToString()));
        }),
    ];
}
