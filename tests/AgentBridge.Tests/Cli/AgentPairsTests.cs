using System.Text.Json;
using System.Text.RegularExpressions;
using AgentBridge.Cli;
using AgentBridge.Engine;
using AgentBridge.ExchangeSimulator;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Tests.ExchangeSimulator;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>run-cycle for several pairs (PAIRS): each is decided by itself, on a simulated exchange that does not list one of them.</summary>
public sealed partial class AgentPairsTests : IAsyncLifetime, IDisposable
{
    private const int LastClosed = 1_100;
    private const int Candles = 5;

    private static readonly CandleSeries[] Markets =
    [
        GeneratedCandles.Create(new() { Count = 1_200, Seed = 1, Symbol = "BTC/USDT" }),
        GeneratedCandles.Create(new() { Count = 1_200, Seed = 2, Symbol = "ETH/USDT" }),
    ];

    private readonly ManualTime _time = new(DateTimeOffset.FromUnixTimeMilliseconds(Markets[0].CloseTimeMs(LastClosed) + 2_000));
    private readonly BridgeCli _cli = new();
    private ExchangeSimulatorHost _exchange = null!;

    public async Task InitializeAsync()
    {
        _exchange = await ExchangeSimulatorHost.StartAsync(
            new()
            {
                Markets = [.. Markets.Select(m => new SimulatedMarket { Candles = m, TickSize = 0.01 })],
                LastClosedOpenMs = Markets[0].OpenTimes[LastClosed],
                CloseAtBoundaryWithin = TimeSpan.Zero,
                PriceClock = PriceClockStart.AtBoundary,
            },
            _time);
        _exchange.Control.Shift.Should().Be(TimeSpan.Zero, "ids are those of the recording");
        _cli.Clock = _time;
        _cli.UseFileChannel();
        _cli.Environment["PAIRS"] = "BTC/USDT, XRP/USDT,ETH/USDT";

        // The machine may be busy, which the agent's clock does not show.
        _cli.Environment["STRATEGY_TIMEOUT_MS"] = "60000";
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task Loop_SeveralPairs_DecidesEachCandleOfEachAsGenerateDoes()
    {
        using var stop = new CancellationTokenSource();
        var (output, error) = (new SharedLines(), new SharedLines());
        var agent = BridgeProgram.RunAsync(["run-cycle", "--loop", "--exchange", _exchange.Url.AbsoluteUri, "--param", "high_lookback=3", "--param", "low_lookback=3"], _cli.Host(output, error), stop.Token);
        for (var candle = LastClosed; candle < LastClosed + Candles; candle++)
        {
            var close = SignalTimestamp.ToText(DateTimeOffset.FromUnixTimeMilliseconds(Markets[0].CloseTimeMs(candle)));
            await PumpAsync(() => agent.IsCompleted || Markets.All(m => output.Has($" {m.Symbol} 5m candle {close} ")));
            agent.IsCompleted.Should().BeFalse(error.ToString());
            _time.Advance(DateTimeOffset.FromUnixTimeMilliseconds(Markets[0].CloseTimeMs(candle + 1)) - _time.GetUtcNow() + TimeSpan.FromMilliseconds(10));
        }

        await stop.CancelAsync();
        (await agent.WaitAsync(TimeSpan.FromMinutes(5))).Should().Be(130);

        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Line().Match(line)).ToList();
        lines.Should().OnlyContain(line => line.Success);
        foreach (var market in Markets)
        {
            var actual = lines.Where(line => string.Equals(line.Groups["pair"].Value, market.Symbol, StringComparison.Ordinal)).Take(Candles).Select(line => line.Groups["result"].Value);
            actual.Should().Equal(await ExpectedAsync(market), market.Symbol);
        }

        lines.Select(line => line.Groups["result"].Value).Should().Contain(result => result.Contains("decision_id", StringComparison.Ordinal), "the test shows more than silence");
        var messages = error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        messages.Should().ContainSingle(line => line.Contains("XRP", StringComparison.Ordinal) && line.Contains("next candle", StringComparison.Ordinal), "a failure is reported once")
            .Which.Should().MatchRegex(@"^bridge: \S+ XRP/USDT: ");
        messages.Should().ContainSingle(line => line.Contains("agent for BTC/USDT, XRP/USDT, ETH/USDT 5m (breakout/1)", StringComparison.Ordinal));
        messages.Should().NotContain(line => line.Contains("bug", StringComparison.Ordinal));
        DecisionJournal.Read(_cli.Journals).Select(row => row.Symbol).Distinct(StringComparer.Ordinal).Should().BeSubsetOf(Markets.Select(m => m.Symbol));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Once_SeveralPairs_OneResultEachAndTheFailureOfOne(bool json)
    {
        string[] words = ["run-cycle", "--exchange", _exchange.Url.AbsoluteUri, .. json ? ["--json"] : Array.Empty<string>()];
        var run = _cli.RunAsync(words);
        await PumpAsync(() => run.IsCompleted);
        var result = await run;

        result.ExitCode.Should().Be(2, result.Error);
        result.Messages.Should().ContainSingle().Which.Should().StartWith("bridge: XRP/USDT: ");
        if (json)
        {
            var documents = result.Json().EnumerateArray().ToList();
            documents.Select(d => $"{d.GetProperty("symbol")} {(d.TryGetProperty("error", out var error) ? error : d).GetProperty("code")}").Should().Equal("BTC/USDT NO_TRADE", "XRP/USDT CANDLES_INVALID", "ETH/USDT NO_TRADE");
            documents[1].EnumerateObject().Select(p => p.Name).Should().Equal("symbol", "error");
            documents[1].GetProperty("error").EnumerateObject().Select(p => p.Name).Should().Equal("code", "exit", "message");
            result.Messages.Should().Equal($"bridge: XRP/USDT: {documents[1].GetProperty("error").GetProperty("message").GetString()}");
            documents[1].GetProperty("error").GetProperty("exit").GetInt32().Should().Be(result.ExitCode);
        }
        else
        {
            result.Out.Should().Be("BTC/USDT NO_TRADE\nETH/USDT NO_TRADE\n");
        }
    }

    [Fact]
    public async Task Once_SymbolNamed_IsThatPairAlone()
    {
        var run = _cli.RunAsync("run-cycle", "--exchange", _exchange.Url.AbsoluteUri, "--symbol", "ETH/USDT");
        await PumpAsync(() => run.IsCompleted);
        var result = await run;

        result.ExitCode.Should().Be(0, result.Error);
        result.Out.Should().Be("NO_TRADE\n");
    }

    [Theory]
    [InlineData("PAIRS", "BTC/USDT,ethusdt", "PAIRS=BTC/USDT,ethusdt: one of them is not a pair; expected pairs such as BTC/USDT,ETH/USDT, each once")]
    [InlineData("PAIRS", "BTC/USDT,BTC/USDT", "one of them is there twice")]
    [InlineData("PAIRS", "BTC/USDT,", "one of them is not a pair")]
    [InlineData("TICK_SIZE", "0.01", "--tick (TICK_SIZE) 0.01 is the price step of one market, and PAIRS names BTC/USDT, XRP/USDT, ETH/USDT; leave it out: the exchange reports each")]
    public async Task Settings_Wrong_AreNamedAndExit2(string key, string value, string named)
    {
        _cli.Environment[key] = value;

        (await _cli.RunAsync("run-cycle", "--loop", "--exchange", _exchange.Url.AbsoluteUri)).SingleComplaint(exitCode: 2).Should().Contain(named);
    }

    public Task DisposeAsync() => _exchange.DisposeAsync().AsTask();

    public void Dispose() => _cli.Dispose();

    [GeneratedRegex("^(?<at>\\S+) (?<pair>\\S+) 5m candle (?<close>\\S+) (?<result>.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Line();

    /// <summary>Advances the clock slowly, so that waits end but no candle closes.</summary>
    private async Task PumpAsync(Func<bool> isDone)
    {
        var (end, left) = (Environment.TickCount64 + 300_000, 2_000);
        while (!isDone())
        {
            Environment.TickCount64.Should().BeLessThan(end, "five minutes are enough");
            if (left-- > 0)
            {
                _time.Advance(TimeSpan.FromMilliseconds(100));
            }

            await Task.Delay(50);
        }
    }

    private static async Task<string[]> ExpectedAsync(CandleSeries market)
    {
        using var cli = new BridgeCli();
        cli.WriteCandles(market, "candles.csv");
        var result = await cli.RunAsync("generate", "--candles", $"{market.Symbol}=candles.csv", "--tick", "0.01", "--param", "high_lookback=3", "--param", "low_lookback=3", "--out", "o.jsonl");
        result.ExitCode.Should().Be(0, result.Error);
        var byClose = (await File.ReadAllLinesAsync(cli.PathOf("o.jsonl"))).ToDictionary(line => JsonDocument.Parse(line).RootElement.GetProperty("timestamp").GetDateTimeOffset().ToUnixTimeMilliseconds());
        return [.. Enumerable.Range(LastClosed, Candles).Select(i => byClose.GetValueOrDefault(market.CloseTimeMs(i), "NO_TRADE"))];
    }
}
