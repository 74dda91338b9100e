using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using AgentBridge.Engine;
using AgentBridge.ExchangeSimulator;
using AgentBridge.Market;
using AgentBridge.Tests.Plugins;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>The agent of many pairs as a process: signals, reload, service manager.</summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed class AgentProcessTests : IAsyncLifetime, IDisposable
{
    private readonly BridgeCli _cli = new();
    private ExchangeSimulatorHost _exchange = null!;

    public AgentProcessTests() => Skip.If(OperatingSystem.IsWindows(), "needs bash");

    public async Task InitializeAsync() => _exchange = await ExchangeSimulatorHost.StartAsync(
        new() { Markets = [.. new[] { "BTC/USDT", "ETH/USDT" }.Select((pair, i) => new SimulatedMarket { Candles = GeneratedCandles.Create(new() { Count = 1_200, Seed = i + 1, Symbol = pair }), TickSize = 0.01 })] },
        TimeProvider.System);

    [SkippableTheory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 0)]
    public async Task Agent_StoppedByASignal_EndsAsAServiceDoes(string signal, int exitCode)
    {
        var (result, error) = await RunAsync("""
            await out.txt " BTC/USDT "
            kill -"$2" $program
            wait $program; echo "ended $?"
            """, signal);

        result.Out.Should().Be($"ended {exitCode}\n", error);
        error.Should().EndWith("info  stopped\n").And.NotContain("   at ").And.NotContain("\u001b", "no colours in a file");
    }

    [SkippableTheory]
    [InlineData("kill -INT $program; kill -TERM $program", "130")]
    [InlineData("kill -TERM $program; kill -TERM $program; kill -INT $program", "0")]
    public async Task Agent_SignalsAtOnce_AreOneRequestWithoutATrace(string signals, string exitCode)
    {
        var (result, error) = await RunAsync($$"""
            await out.txt " BTC/USDT "
            {{signals}}
            wait $program; echo "ended $?"
            """);

        result.Out.Should().MatchRegex($"^ended ({exitCode}|0|130)\n$", error);
        error.Should().NotContain("   at ").And.NotContain("Unhandled").And.EndWith("stopped\n");
    }

    [SkippableFact]
    public async Task Reload_SettingsChange_AreAppliedRefusedOrExplained()
    {
        _cli.Write(".env", "PAIRS=BTC/USDT\nLOG_LEVEL=debug\nTRANSPORT=file\n");
        _cli.Environment.Remove("TRANSPORT");
        var (result, error) = await RunAsync("""
            await out.txt " BTC/USDT breakout/1 5m candle "
            printf 'PAIRS=BTC/USDT,ETH/USDT\nLOG_LEVEL=debug\nTRANSPORT=file\nMIN_RR=1.25\n' >.env; kill -HUP $program
            await err.txt "settings read again: "
            await out.txt " ETH/USDT breakout/1 5m candle "
            printf 'PAIRS=BTC/USDT,ETH/USDT\nLOG_LEVEL=debug\nTRANSPORT=file\nMIN_RR=much\n' >.env; kill -HUP $program
            await err.txt "MIN_RR=much"
            printf 'PAIRS=BTC/USDT\nLOG_LEVEL=debug\nTRANSPORT=file\nJOURNAL_DIR=elsewhere\n' >.env; kill -HUP $program
            await err.txt "JOURNAL_DIR decision_logs"
            printf 'PAIRS=BTC/USDT\nLOG_LEVEL=info\nTRANSPORT=file\nMODEL_NAME=nothing\n' >.env; kill -HUP $program
            await err.txt "MODEL_NAME=nothing"
            printf 'PAIRS=ETH/USDT\nLOG_LEVEL=info\nTRANSPORT=file\nMODEL_NAME=ema-cross\nMIN_RR=1.25\n' >.env; kill -HUP $program
            await err.txt "LOG_LEVEL debug"
            kill -TERM $program
            wait $program; echo "ended $?"
            """, logLevel: null);

        result.Out.Should().Be("ended 0\n", error);
        var reloads = error.Split('\n').Where(line => line.Contains("settings read again", StringComparison.Ordinal)).Select(line => line[(line.IndexOf("settings", StringComparison.Ordinal))..]).ToList();
        reloads.Should().HaveCount(5, error);
        reloads[0].Should().Be("settings read again: MIN_RR 1.5 -> 1.25, PAIRS BTC/USDT -> BTC/USDT,ETH/USDT; 2 loops started, 1 ended");
        reloads[1].Should().StartWith("settings read again and refused, nothing is changed: MIN_RR=much: ").And.Contain(".env:4");
        reloads[2].Should().StartWith("settings read again and refused, nothing is changed: JOURNAL_DIR decision_logs -> elsewhere: can't change while the agent runs");
        reloads[3].Should().StartWith("settings read again and refused, nothing is changed: MODEL_NAME=nothing: ");
        reloads[4].Should().Be("settings read again: LOG_LEVEL debug -> info, MODEL_NAME breakout -> ema-cross, PAIRS BTC/USDT,ETH/USDT -> ETH/USDT; 1 loops started, 2 ended");
        Directory.Exists(_cli.PathOf("elsewhere")).Should().BeFalse();
        error.Should().NotContain("this is a bug");
    }

    [SkippableFact]
    public async Task Reload_SignalDuringTheStart_IsAReloadAfterIt()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "reads /proc");
        _cli.UseFileChannel();

        // Its messages go to a full pipe: the start can't go on until somebody reads them.
        var result = await BridgeProcess.RunAsync(_cli, """
            mkfifo messages; exec 3<>messages
            head -c 65536 /dev/zero | tr '\0' '\n' >&3
            $BRIDGE agent --exchange "$1" >out.txt 2>messages 3>&- & program=$!
            for i in $(seq 600); do
              caught=0x$(sed -n 's/^SigCgt:[[:space:]]*//p' /proc/$program/status 2>/dev/null)
              [ $((caught & 1)) = 1 ] && break
              sleep 0.1
            done
            kill -HUP $program
            cat <messages >err.txt & reader=$!
            for i in $(seq 900); do grep -q "settings read again" err.txt && break; kill -0 $program || break; sleep 0.1; done
            kill -TERM $program
            wait $program; echo "ended $?"
            kill $reader
            """, _exchange.Url.AbsoluteUri);

        var error = await File.ReadAllTextAsync(_cli.PathOf("err.txt"));
        result.Out.Should().Be("ended 0\n", error);
        error.Should().Contain("settings read again: nothing changed; 0 loops started, 0 ended");
    }

    [SkippableFact]
    public async Task Agent_StrategyThatNeverAnswersOnOnePair_TurnsThatPairOffAndEndsWhenStopped()
    {
        _cli.Environment["STRATEGY_TIMEOUT_MS"] = "300";

        // It hangs on candles below a price: one market is cheap, the other is not.
        await _exchange.DisposeAsync();
        CandleSeries[] markets = [GeneratedCandles.Create(new() { Count = 1_200, Seed = 1, Symbol = "BTC/USDT" }), Cheap(GeneratedCandles.Create(new() { Count = 1_200, Seed = 2, Symbol = "ETH/USDT" }))];
        _exchange = await ExchangeSimulatorHost.StartAsync(new() { Markets = [.. markets.Select(m => new SimulatedMarket { Candles = m, TickSize = 0.01 })] }, TimeProvider.System);
        var (result, error) = await RunAsync($$"""
            await out.txt " ETH/USDT unending/1 5m candle "
            await out.txt " BTC/USDT unending/1 5m candle "
            url=$(sed -n 's/.*endpoints at \(http[^:]*:[^:]*:[0-9]*\).*/\1/p' err.txt)
            $BRIDGE status --http $url >status.txt; echo "status $?"
            kill -TERM $program
            wait $program; echo "ended $?"
            """, more: $"--http 127.0.0.1:0 --strategy unending --strategy-assembly '{TestPlugin.Path}' --param below=1000");

        result.Out.Should().Be("status 1\nended 0\n", error);
        (await File.ReadAllTextAsync(_cli.PathOf("status.txt"))).Should().MatchRegex(@"\| BTC/USDT \| unending/1 \| running ").And.MatchRegex(@"\| ETH/USDT \| unending/1 \| hanging \| .* GENERATOR_TIMEOUT ");
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ServiceManager_IsToldOfStartReloadLifeAndEnd(bool isAbstract)
    {
        var name = isAbstract ? "@" + Path.GetFileName(_cli.Folder) : _cli.PathOf("notify.socket");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(isAbstract ? "\0" + name[1..] : name));
        _cli.Environment["NOTIFY_SOCKET"] = name;
        _cli.Environment["WATCHDOG_USEC"] = "400000";
        var messages = new ConcurrentQueue<string>();
        using var end = new CancellationTokenSource();
        var listening = Task.Run(async () =>
        {
            var buffer = new byte[4_096];
            while (!end.IsCancellationRequested)
            {
                messages.Enqueue(Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer, end.Token)));
            }
        });

        var (result, error) = await RunAsync("""
            await out.txt " BTC/USDT "
            sleep 1
            kill -HUP $program
            await err.txt "settings read again"
            kill -TERM $program
            wait $program; echo "ended $?"
            """);

        result.Out.Should().Be("ended 0\n", error);
        for (var i = 0; i < 500 && !messages.Contains("STOPPING=1", StringComparer.Ordinal); i++)
        {
            await Task.Delay(20);
        }

        await end.CancelAsync();
        await FluentActions.Awaiting(() => listening).Should().ThrowAsync<OperationCanceledException>();
        messages.Select(m => m.Split('\n')[0].Split('=')[0]).Where(m => !string.Equals(m, "WATCHDOG", StringComparison.Ordinal)).Should().Equal("READY", "RELOADING", "READY", "STOPPING");
        messages.Should().Contain(m => m.StartsWith("WATCHDOG=1\nSTATUS=1 loops, 0 not well, last candle ", StringComparison.Ordinal));
        messages.Single(m => m.StartsWith("RELOADING", StringComparison.Ordinal)).Should().MatchRegex("^RELOADING=1\nMONOTONIC_USEC=[0-9]+$");
    }

    public Task DisposeAsync() => _exchange.DisposeAsync().AsTask();

    public void Dispose() => _cli.Dispose();

    private static CandleSeries Cheap(CandleSeries candles) => CandleSeries.FromCandles(
        candles.Symbol,
        candles.Timeframe,
        Enumerable.Range(0, candles.Count).Select(i => candles[i]).Select(c => c with { Open = Less(c.Open), High = Less(c.High), Low = Less(c.Low), Close = Less(c.Close) }));

    private static double Less(double price) => Math.Round(price / 1_000, 2);

    private async Task<(CliResult Result, string Error)> RunAsync(string script, string? signal = null, string? logLevel = "debug", string more = "")
    {
        if (logLevel is not null)
        {
            _cli.UseFileChannel();
        }

        var result = await BridgeProcess.RunAsync(_cli, $$"""
            set -m
            await() { for i in $(seq 900); do grep -q -- "$2" "$1" && return; kill -0 $program || return; sleep 0.1; done; }
            $BRIDGE agent --exchange "$1" {{(logLevel is null ? string.Empty : $"--log-level {logLevel}")}} {{(more.Length > 0 ? "--pairs BTC/USDT,ETH/USDT " + more : string.Empty)}} >out.txt 2>err.txt & program=$!
            {{script}}
            """, _exchange.Url.AbsoluteUri, signal ?? string.Empty);
        return (result, await File.ReadAllTextAsync(_cli.PathOf("err.txt")));
    }
}
