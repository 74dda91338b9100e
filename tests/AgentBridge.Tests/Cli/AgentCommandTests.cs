using System.Net;
using System.Net.Sockets;
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

/// <summary>The agent of many pairs on a simulated exchange that does not list one of them: lines, endpoints, status.</summary>
public sealed partial class AgentCommandTests : IAsyncLifetime, IDisposable
{
    private const int LastClosed = 1_100;

    private static readonly CandleSeries[] Markets =
    [
        GeneratedCandles.Create(new() { Count = 1_200, Seed = 1, Symbol = "BTC/USDT" }),
        GeneratedCandles.Create(new() { Count = 1_200, Seed = 2, Symbol = "ETH/USDT" }),
    ];

    private readonly ManualTime _time = new(DateTimeOffset.FromUnixTimeMilliseconds(Markets[0].CloseTimeMs(LastClosed) + 2_000));
    private readonly BridgeCli _cli = new();
    private readonly SharedLines _output = new();
    private readonly SharedLines _error = new();
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
        _cli.Clock = _time;
        _cli.UseFileChannel();

        // The machine may be busy; the agent's clock does not know.
        _cli.Environment["STRATEGY_TIMEOUT_MS"] = "60000";
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task Agent_PairsAndStrategies_EachDecidesEveryCandleAsGenerateDoes()
    {
        const int Candles = 4;
        await RunAsync(["--pairs", "BTC/USDT,ETH/USDT", "--strategy", "breakout,ema-cross", "--log-level", "debug"], async () =>
        {
            for (var candle = LastClosed; candle < LastClosed + Candles; candle++)
            {
                await UntilAsync(() => Units(candle).All(_output.Has));
                NextCandle(candle);
            }
        });

        foreach (var market in Markets)
        {
            foreach (var strategy in new[] { "breakout", "ema-cross" })
            {
                var expected = await ExpectedAsync(market, strategy, Candles);
                var decisions = _output.All().Select(line => Line().Match(line)).Where(m => string.Equals(m.Groups["unit"].Value, $"{market.Symbol} {strategy}/1", StringComparison.Ordinal)).Take(Candles).ToList();
                decisions.Should().HaveCount(Candles).And.OnlyContain(m => m.Success);
                decisions.Select(m => m.Groups["code"].Value switch { "PUBLISHED" => m.Groups["detail"].Value, "NO_TRADE" => "NO_TRADE", _ => "DENIED" }).Should().Equal(expected, $"{market.Symbol} {strategy}");
            }
        }

        _output.All().Should().OnlyContain(line => Line().IsMatch(line));
        _error.All().Should().OnlyContain(line => Message().IsMatch(line) || line.StartsWith("bridge: defaults", StringComparison.Ordinal));
        ActionLog.Read(_cli.Journals, null).Records.Select(r => r.Origin.RunId).Distinct(StringComparer.Ordinal).Should().ContainSingle("one writer for all pairs");
    }

    [Fact]
    public async Task Agent_OrdinaryLevel_PrintsNoLineForACandleWithoutASignal()
    {
        await RunAsync(["--pairs", "BTC/USDT"], async () => await UntilAsync(() => ActionLog.Read(_cli.Journals, null).Records.Count > 0));

        _output.All().Should().NotContain(line => line.Contains("NO_TRADE", StringComparison.Ordinal));
        _error.Has(" info  agent ").Should().BeTrue();
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("1", false)]
    public async Task Agent_OnATerminal_ColoursLevelsUnlessAskedNotTo(string? noColor, bool isColoured)
    {
        if (noColor is not null)
        {
            _cli.Environment["NO_COLOR"] = noColor;
        }

        using var stop = new CancellationTokenSource();
        var agent = BridgeProgram.RunAsync(["agent", "--exchange", _exchange.Url.AbsoluteUri, "--pairs", "BTC/USDT"], _cli.Host(_output, _error) with { IsTerminal = true }, stop.Token);
        await UntilAsync(() => _error.Has("agent "));
        await stop.CancelAsync();
        await agent.WaitAsync(TimeSpan.FromMinutes(5));

        _error.Has("\u001b[36minfo \u001b[0m agent ").Should().Be(isColoured, _error.ToString());
        _error.Has("\u001b").Should().Be(isColoured);
    }

    [Fact]
    public async Task Help_HasExamplesThatAreUnderstood()
    {
        var help = (await _cli.RunAsync("agent", "--help")).Out;

        help.Should().Contain("Examples:\n  bridge agent --pairs BTC/USDT,ETH/USDT ");
        (await _cli.RunAsync("status", "--help")).Out.Should().Contain("  bridge status --http 127.0.0.1:9464\n");
        (await _cli.RunAsync("publish", "--help")).Out.Should().NotContain("Examples:");
        foreach (var option in Regex.Matches(help[help.IndexOf("Examples:", StringComparison.Ordinal)..], "--[a-z-]+", RegexOptions.None, TimeSpan.FromMinutes(1)).Select(m => m.Value))
        {
            help[..help.IndexOf("Examples:", StringComparison.Ordinal)].Should().Contain(option);
        }
    }

    [Fact]
    public async Task Endpoints_OnePairFails_OthersAreDecidedAndItIsNamed()
    {
        await RunAsync(["--pairs", "BTC/USDT,XRP/USDT,ETH/USDT", "--log-level", "debug", "--http", "127.0.0.1:0"], async () =>
        {
            await UntilAsync(() => Units(LastClosed, "breakout/1").All(_output.Has) && _error.Has("XRP/USDT breakout/1 5m: "));
            using var http = new HttpClient { BaseAddress = EndpointsUrl() };

            var health = await http.GetAsync(new Uri("/health", UriKind.Relative));
            health.StatusCode.Should().Be(HttpStatusCode.OK, "every loop lives");
            var document = JsonDocument.Parse(await health.Content.ReadAsStringAsync()).RootElement;
            document.GetProperty("pairs").EnumerateArray().Select(p => $"{p.GetProperty("pair")} {p.GetProperty("state")} {p.GetProperty("decision")} {p.GetProperty("failures").GetInt32() > 0}")
                .Should().Equal("BTC/USDT running NO_TRADE False", "XRP/USDT failing  True", "ETH/USDT running NO_TRADE False");
            document.GetProperty("channel").GetProperty("ok").GetBoolean().Should().BeTrue();
            (await http.GetAsync(new Uri("/ready", UriKind.Relative))).StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable, "one pair has completed no cycle");
            (await http.GetAsync(new Uri("/", UriKind.Relative))).StatusCode.Should().Be(HttpStatusCode.NotFound);
            (await http.PostAsync(new Uri("/health", UriKind.Relative), null)).StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);

            var metrics = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
            metrics.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().OnlyContain(line => Sample().IsMatch(line) || line.StartsWith("# HELP ", StringComparison.Ordinal) || line.StartsWith("# TYPE ", StringComparison.Ordinal));
            metrics.Should().Contain("agentbridge_agent_pair_up{pair=\"BTC/USDT\",strategy=\"breakout/1\"} 1\n")
                .And.Contain("agentbridge_agent_pair_up{pair=\"XRP/USDT\",strategy=\"breakout/1\"} 0\n")
                .And.Contain("# TYPE agentbridge_cycle_failures_total counter\n").And.MatchRegex("\nagentbridge_cycle_failures_total\\{[^}]*XRP/USDT[^}]*\\} [1-9]")
                .And.MatchRegex("\nagentbridge_candles_age_seconds\\{[^}]*ETH/USDT[^}]*\\} [0-9]")
                .And.MatchRegex("\nagentbridge_cycle_duration_seconds_bucket\\{[^}]*le=\"\\+Inf\"\\} [1-9]")
                .And.MatchRegex("\nagentbridge_channel_available\\{[^}]*\\} 1\n");

            using var other = new BridgeCli();
            var status = await other.RunAsync("status", "--http", http.BaseAddress!.AbsoluteUri);
            status.ExitCode.Should().Be(1, status.Error);
            status.Out.Should().MatchRegex(@"\| BTC/USDT \| breakout/1 \| running \| \S+ +\| NO_TRADE").And.MatchRegex(@"\| XRP/USDT \| breakout/1 \| failing +\| none");
            (await other.RunAsync("status", "--http", http.BaseAddress!.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), "--json")).Json().GetProperty("pairs").GetArrayLength().Should().Be(3);
        });

        _error.All().Where(line => line.Contains("XRP/USDT breakout/1 5m: ", StringComparison.Ordinal)).Should().ContainSingle("what fails is decisions once").Which.Should().MatchRegex(@"^\S+Z warn  XRP/USDT breakout/1 5m: .*next candle");
    }

    [Fact]
    public async Task Ready_EveryPairDecided_Is200AndStatusIs0()
    {
        await RunAsync(["--pairs", "BTC/USDT,ETH/USDT", "--http", "0", "--log-level", "debug"], async () =>
        {
            await UntilAsync(() => Units(LastClosed, "breakout/1").All(_output.Has));
            using var http = new HttpClient { BaseAddress = EndpointsUrl() };
            (await http.GetAsync(new Uri("/ready", UriKind.Relative))).StatusCode.Should().Be(HttpStatusCode.OK);
            using var other = new BridgeCli();
            (await other.RunAsync("status", "--http", http.BaseAddress!.AbsoluteUri)).ExitCode.Should().Be(0);
        });

        // The journals alone say the same, until the next candle is overdue.
        var status = await _cli.RunAsync("status", "--json");
        status.ExitCode.Should().Be(0, status.Error);
        status.Json().GetProperty("pairs").EnumerateArray().Select(p => $"{p.GetProperty("pair")} {p.GetProperty("strategy")} {p.GetProperty("state")}").Should().Equal("BTC/USDT breakout/1 running", "ETH/USDT breakout/1 running");
        _time.Advance(TimeSpan.FromMinutes(15));
        status = await _cli.RunAsync("status");
        status.ExitCode.Should().Be(1);
        status.Out.Should().Contain(" late ");
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task Endpoints_FloodedWithConnectionsThatSendNothingOrHalfARequest_AnswerAgain()
    {
        await RunAsync(["--pairs", "BTC/USDT", "--http", "0"], async () =>
        {
            await UntilAsync(() => _error.Has("endpoints at "));
            var flood = new List<Socket>();
            for (var i = 0; i < 400; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                flood.Add(socket);
                await socket.ConnectAsync(IPAddress.Loopback, EndpointsUrl().Port);
                if (i >= 200)
                {
                    _ = await Record.ExceptionAsync(async () => await socket.SendAsync("GET /health HTTP/1.1\r\nHost: a"u8.ToArray()));
                }
            }

            // The server closes them itself: nobody here does.
            using var http = new HttpClient { BaseAddress = EndpointsUrl(), Timeout = TimeSpan.FromSeconds(10) };
            var (end, status) = (Environment.TickCount64 + 60_000, (HttpStatusCode?)null);
            while (status is null && Environment.TickCount64 < end)
            {
                _ = await Record.ExceptionAsync(async () => status = (await http.GetAsync(new Uri("/health", UriKind.Relative))).StatusCode);
                await Task.Delay(200);
            }

            flood.ForEach(socket => socket.Dispose());
            status.Should().Be(HttpStatusCode.OK);
        });
    }

    [Fact]
    public async Task Status_NobodyAnswers_Exit3() =>
        (await _cli.RunAsync("status", "--http", "127.0.0.1:1")).SingleComplaint(exitCode: 3).Should().Contain("no agent answers at http://127.0.0.1:1").And.Contain("start it with --http");

    [Fact]
    public async Task Status_AnotherServer_Exit3() =>
        (await _cli.RunAsync("status", "--http", _exchange.Url.AbsoluteUri)).SingleComplaint(exitCode: 3).Should().Contain("is not an agent's endpoint");

    [Fact]
    public async Task Status_NoJournals_Exit1() => (await _cli.RunAsync("status")).SingleComplaint(exitCode: 1).Should().Contain("no cycle is in the action log");

    [Theory]
    [InlineData("--pairs BTC/USDT,ethusdt", "one of them is not a pair; expected pairs such as BTC/USDT,ETH/USDT, each once")]
    [InlineData("--pairs BTC/USDT,BTC/USDT", "one of them is there twice")]
    [InlineData("--pairs ,", "one of them is not a pair")]
    [InlineData("--pairs ", "--pairs names no pair; name some")]
    [InlineData("--strategy ,", "--strategy ',': one of the names is empty")]
    [InlineData("--strategy breakout,", "--strategy 'breakout,': one of the names is empty")]
    [InlineData("--strategy breakout,breakout", "--strategy breakout,breakout: one of them is there twice")]
    [InlineData("--strategy breakout,nothing", "--strategy nothing: there is no such strategy; available: ")]
    [InlineData("--strategy breakout,ema-cross --param a=1", "--param belongs to one strategy")]
    [InlineData("--log-level loud", "expected debug, info, warn or error")]
    [InlineData("--http 0.0.0.0:9464", "other machines could read it there")]
    [InlineData("--http [::]:9464", "other machines could read it there")]
    [InlineData("--http 192.168.1.1:9464", "other machines could read it there")]
    [InlineData("--http host:9464", "'host' is not an address of this machine")]
    [InlineData("--http 127.0.0.1:99999", "'99999' is not a port")]
    [InlineData("--timeframe 7m", "--timeframe")]
    public async Task Arguments_Wrong_AreNamedAndExit2(string arguments, string named) =>
        (await _cli.RunAsync(["agent", "--exchange", _exchange.Url.AbsoluteUri, .. arguments.Split(' ')])).SingleComplaint(exitCode: 2).Should().Contain(named);

    [Fact]
    public async Task Http_PortThatIsTaken_Exit3() =>
        (await _cli.RunAsync("agent", "--exchange", _exchange.Url.AbsoluteUri, "--http", FormattableString.Invariant($"127.0.0.1:{_exchange.Port}")))
            .Messages[^1].Should().Contain("can't be used").And.Contain("address already in use; name another port");

    public Task DisposeAsync() => _exchange.DisposeAsync().AsTask();

    public void Dispose() => _cli.Dispose();

    [GeneratedRegex(@"^\S+Z (debug|info |warn ) (?<unit>\S+ \S+) 5m candle \S+Z (?<code>[A-Z_]+)( (?<detail>.*))?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Line();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (debug|info |warn |error) \S", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Message();

    [GeneratedRegex(@"^[a-z_]+(\{([a-z_]+=""[^""]*"",?)+\})? -?([0-9.eE+-]+|\+Inf)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Sample();

    private static IEnumerable<string> Units(int candle, params string[] strategies)
    {
        var close = SignalTimestamp.ToText(DateTimeOffset.FromUnixTimeMilliseconds(Markets[0].CloseTimeMs(candle)));
        return Markets.SelectMany(m => (strategies.Length > 0 ? strategies : ["breakout/1", "ema-cross/1"]).Select(s => $" {m.Symbol} {s} 5m candle {close} "));
    }

    private Uri EndpointsUrl() => new(Regex.Match(_error.ToString(), @"endpoints at (?<url>\S+):", RegexOptions.None, TimeSpan.FromMinutes(1)).Groups["url"].Value);

    private async Task RunAsync(string[] arguments, Func<Task> during)
    {
        using var stop = new CancellationTokenSource();
        var agent = BridgeProgram.RunAsync(["agent", "--exchange", _exchange.Url.AbsoluteUri, .. arguments], _cli.Host(_output, _error), stop.Token);
        var work = during();
        (await Task.WhenAny(agent, work)).Should().BeSameAs(work, $"the agent goes on\n{_error}");
        await work;
        await stop.CancelAsync();
        (await agent.WaitAsync(TimeSpan.FromMinutes(5))).Should().Be(130);
        _error.ToString().Should().NotContain("bug").And.EndWith("stopped\n");
    }

    private void NextCandle(int candle) =>
        _time.Advance(DateTimeOffset.FromUnixTimeMilliseconds(Markets[0].CloseTimeMs(candle + 1)) - _time.GetUtcNow() + TimeSpan.FromMilliseconds(10));

    /// <summary>Lets the clock run on slowly, so that waits end, and never so far that a candle passes.</summary>
    private async Task UntilAsync(Func<bool> isDone)
    {
        var (end, left) = (Environment.TickCount64 + 300_000, 2_000);
        while (!isDone())
        {
            Environment.TickCount64.Should().BeLessThan(end, $"five minutes are enough\n{_error}{_output}");
            if (left-- > 0)
            {
                _time.Advance(TimeSpan.FromMilliseconds(100));
            }

            await Task.Delay(20);
        }
    }

    private static async Task<string[]> ExpectedAsync(CandleSeries market, string strategy, int candles)
    {
        using var cli = new BridgeCli();
        cli.WriteCandles(market, "candles.csv");
        var result = await cli.RunAsync("generate", "--candles", $"{market.Symbol}=candles.csv", "--tick", "0.01", "--strategy", strategy, "--no-risk", "--out", "all.jsonl");
        result.ExitCode.Should().Be(0, result.Error);
        _ = await cli.RunAsync("generate", "--candles", $"{market.Symbol}=candles.csv", "--tick", "0.01", "--strategy", strategy, "--out", "approved.jsonl");
        var all = (await File.ReadAllLinesAsync(cli.PathOf("all.jsonl"))).Select(TimeOf).ToHashSet();
        var approved = (await File.ReadAllLinesAsync(cli.PathOf("approved.jsonl"))).ToDictionary(TimeOf);
        return [.. Enumerable.Range(LastClosed, candles).Select(i => market.CloseTimeMs(i)).Select(close => approved.GetValueOrDefault(close, all.Contains(close) ? "DENIED" : "NO_TRADE"))];
    }

    private static long TimeOf(string signal) => JsonDocument.Parse(signal).RootElement.GetProperty("timestamp").GetDateTimeOffset().ToUnixTimeMilliseconds();
}
