using System.Globalization;
using AgentBridge.Cli;
using AgentBridge.Engine;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>
/// The main job on the real Freqtrade, as child processes. Each folder is used by runs that are stopped on the way and then by one that comes to its
/// end: what a stopped run left must not be in the way of the next.
/// </summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed class FreqtradeDryRunTests(FreqtradeScenes scenes) : IClassFixture<FreqtradeScenes>
{
    [SkippableFact]
    public Task DryRun_On20242_KilledAndStopped_ThenTradesThroughRedis() => scenes.Pin;

    [SkippableFact]
    public Task DryRun_On20269_CtrlC_ThenTradesThroughFiles() => scenes.Newest;

    [SkippableFact]
    public Task DryRun_UntilStop_LosesOneTradeAtTheStop() => scenes.Stop;

    [SkippableFact]
    public Task DryRun_StrategyWithAHigherTimeframe_TradesWhateverTheTimeOfDay() => scenes.Higher;

    [SkippableFact]
    public Task DryRun_StrategyWithAnotherPair_TradesItsOwn() => scenes.Other;

    [SkippableFact]
    public Task DryRun_LongCandlesBehindAProxyOn20242_TradeWhateverTheTimeOfDay() => scenes.LongOnPin;

    [SkippableFact]
    public Task DryRun_LongCandlesBehindAProxyOn20269_TradeWhateverTheTimeOfDay() => scenes.LongOnNewest;
}

/// <summary>The runs behind the tests, all at the same time: they mostly wait.</summary>
public sealed class FreqtradeScenes : IAsyncLifetime
{
    private static readonly string[] Story = ["market", "exchange", "channel", "host", "candle", "signal", "gate", "publish", "entry", "stop", "exit", "result"];

    /// <summary>Killed and stopped on the way on the pin, then a trade through Redis.</summary>
    public Task Pin { get; private set; } = Task.CompletedTask;

    /// <summary>Ctrl+C on the newest, then a trade through files.</summary>
    public Task Newest { get; private set; } = Task.CompletedTask;

    /// <summary>A trade that ends at its stop.</summary>
    public Task Stop { get; private set; } = Task.CompletedTask;

    /// <summary>A strategy whose candles of a higher timeframe must end as they do on the clock.</summary>
    public Task Higher { get; private set; } = Task.CompletedTask;

    /// <summary>A strategy that asks the exchange for another pair's candles.</summary>
    public Task Other { get; private set; } = Task.CompletedTask;

    /// <summary>A candle that closed hours ago, on a machine whose environment leads everything through a proxy that is not there.</summary>
    public Task LongOnPin { get; private set; } = Task.CompletedTask;

    /// <summary>The same on the newest.</summary>
    public Task LongOnNewest { get; private set; } = Task.CompletedTask;

    public Task InitializeAsync()
    {
        (Pin, Newest, Stop) = (Task.Run(PinAsync), Task.Run(NewestAsync), Task.Run(StopAsync));
        (LongOnPin, LongOnNewest) = (Task.Run(() => LongCandlesAsync("2024.2", "12h")), Task.Run(() => LongCandlesAsync("2026.9", "1d")));
        Higher = Task.Run(() => ChosenAsync("2024.2", "BTC/USDT", "ema-cross", "trend=3", "trend_timeframe=15m", "fast=3", "slow=8"));
        Other = Task.Run(() => ChosenAsync("2026.9", "ETH/USDT", "led-breakout", "leader_period=5"));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        foreach (var scene in new[] { Pin, Newest, Stop, LongOnPin, LongOnNewest, Higher, Other })
        {
            // What came of it, its test says.
            _ = await Task.WhenAny(scene);
        }
    }

    private static async Task PinAsync()
    {
        Skip.IfNot(RedisServerProcess.TryFind(out _), "redis-server is not installed");
        using var scene = Open("2024.2", withRedis: true);

        await IsStoppedAsync(scene, "host ", "-TERM", wholeGroup: false);

        // Killed outright it can do nothing; what watches over its children ends them.
        var killed = await scene.StopAsync("stop ", "-KILL", wholeGroup: false);
        killed.ExitCode.Should().Be(137, killed.Out + killed.Error);
        (await scene.Marked.LivingAfterAsync(TimeSpan.FromMinutes(1))).Should().BeEmpty();
        MarkedProcesses.BoundPorts(killed.Out).Should().BeEmpty();

        await TradesToTp1Async(scene, "a private redis-server on 127.0.0.1:", "2024.2");
    }

    private static async Task NewestAsync()
    {
        using var scene = Open("2026.9", withRedis: false);

        await IsStoppedAsync(scene, "exchange ", "-INT", wholeGroup: true);
        await IsStoppedAsync(scene, "stop ", "-INT", wholeGroup: true);
        await TradesToTp1Async(scene, "files in the run's folder (there is no redis-server here)", "2026.9");
    }

    private static async Task StopAsync()
    {
        using var scene = Open("2024.2", withRedis: false);

        var result = await scene.RunAsync("--until", "stop", "--json");

        result.ExitCode.Should().Be(0, result.Error);
        var trade = result.Json().GetProperty("trades").EnumerateArray().Should().ContainSingle().Subject;
        trade.GetProperty("exit_reason").GetString().Should().Be("stop_loss");
        trade.GetProperty("pnl_r_multiple").GetDouble().Should().BeLessThan(-0.9);
        await ResultIsFreqtradesAsync(scene, "stop_loss");
    }

    private static async Task ChosenAsync(string version, string pair, string strategy, params string[] parameters)
    {
        using var scene = Open(version, withRedis: false);

        var result = await scene.RunAsync(["--symbol", pair, "--strategy", strategy, .. parameters.SelectMany(p => new[] { "--param", p })]);

        result.ExitCode.Should().Be(0, result.Out + result.Error);
        result.Out.Should().Contain($"strategy {strategy}/1 (").And.Contain("All gates passed");
        var closed = TradeResultJournal.Read(scene.Cli.Journals).Should().ContainSingle().Subject.DecisionId;
        var row = DecisionJournal.Read(scene.Cli.Journals).Should().ContainSingle(r => string.Equals(r.DecisionId, closed, StringComparison.Ordinal)).Subject;
        row.Symbol.Should().Be(pair);
    }

    private static async Task LongCandlesAsync(string version, string timeframe)
    {
        using var scene = Open(version, withRedis: false);
        foreach (var name in new[] { "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy" })
        {
            scene.Cli.Environment[name] = "http://127.0.0.1:9";
        }

        scene.Cli.Environment["NO_PROXY"] = "localhost";

        // Settings for another Freqtrade of the user's.
        scene.Cli.Environment["FREQTRADE__DRY_RUN"] = "false";
        scene.Cli.Environment["FREQTRADE__AGENTBRIDGE__MAX_AGE_SEC"] = "1";

        var result = await scene.RunAsync("--until", "tp1", "--timeframe", timeframe);

        result.ExitCode.Should().Be(0, result.Out + result.Error);
        result.Out.Should().Contain($"BTC/USDT {timeframe}").And.Contain("All gates passed");
        await ResultIsFreqtradesAsync(scene, "tp1");
    }

    private static FreqtradeScene Open(string version, bool withRedis)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "reads /proc");
        Skip.If(FreqtradeCheckout.Environment(version) is null, $"needs {FreqtradeCheckout.Variable(version)}: the path of a Freqtrade environment's python");
        return new(version, withRedis);
    }

    private static async Task IsStoppedAsync(FreqtradeScene scene, string atLine, string signal, bool wholeGroup)
    {
        var result = await scene.StopAsync(atLine, signal, wholeGroup);

        result.ExitCode.Should().Be(130, result.Out + result.Error);
        result.Messages[^1].Should().Be("bridge: interrupted");
        scene.Marked.Living().Should().BeEmpty();
        MarkedProcesses.BoundPorts(result.Out).Should().BeEmpty();
    }

    private static async Task TradesToTp1Async(FreqtradeScene scene, string channel, string version)
    {
        var result = await scene.RunAsync("--until", "tp1");

        result.ExitCode.Should().Be(0, result.Out + result.Error);
        var lines = result.Out.Split('\n');
        lines.Select(line => line.Split(' ')[0]).Where(Story.Contains).Should().Equal(Story, "the story is told in this order, each once");
        result.Out.Should().Contain("channel  " + channel).And.Contain($"Freqtrade {version}'s own trade table").And.Contain("All gates passed");
        lines.Should().ContainSingle(line => line.StartsWith("| G2 ", StringComparison.Ordinal)).Which.Should().Contain("yes").And.Contain("freqtrade host: 1 trade");
        (await scene.Cli.RunAsync("gates", "--require-freqtrade")).ExitCode.Should().Be(0);
        var row = await ResultIsFreqtradesAsync(scene, "tp1");
        lines.Should().Contain(line => line.StartsWith("result ", StringComparison.Ordinal) && line.Contains(row.PnlRMultiple.ToString("+0.00", CultureInfo.InvariantCulture), StringComparison.Ordinal));
        scene.Marked.Living().Should().BeEmpty();
        MarkedProcesses.BoundPorts(result.Out).Should().BeEmpty();
    }

    /// <summary>trade_results.csv has one row, and it is what Freqtrade's own table gives.</summary>
    private static async Task<TradeResultRow> ResultIsFreqtradesAsync(FreqtradeScene scene, string reason)
    {
        var row = TradeResultJournal.Read(scene.Cli.Journals).Should().ContainSingle().Subject;
        var own = await scene.OwnTradeAsync();
        var tag = own.Tag.Split('|');
        double Level(string name) => double.Parse(tag.Single(part => part.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..], CultureInfo.InvariantCulture);
        own.IsOpen.Should().BeFalse();
        own.Reason.Should().Be(reason);
        row.DecisionId.Should().Be(tag[1]);
        row.ExitPrice.Should().Be(own.CloseRate);
        row.PnlRMultiple.Should().BeApproximately(own.Profit / (own.Amount * Math.Abs(Level("e") - Level("sl"))), 1e-9);
        return row;
    }
}
