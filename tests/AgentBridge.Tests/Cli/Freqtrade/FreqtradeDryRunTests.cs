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
public sealed class FreqtradeDryRunTests(FreqtradeRuns runs) : IClassFixture<FreqtradeRuns>
{
    [SkippableFact]
    public Task DryRun_On20242_KilledAndStopped_ThenTradesThroughRedis() => runs.Pin;

    [SkippableFact]
    public Task DryRun_On20269_CtrlC_ThenTradesThroughFiles() => runs.Newest;

    [SkippableFact]
    public Task DryRun_UntilStop_LosesOneTradeAtTheStop() => runs.Stop;

    [SkippableFact]
    public Task DryRun_StrategyWithAHigherTimeframe_TradesWhateverTheTimeOfDay() => runs.Higher;

    [SkippableFact]
    public Task DryRun_StrategyWithAnotherPair_TradesItsOwn() => runs.Other;

    [SkippableFact]
    public Task DryRun_LongCandlesBehindAProxyOn20242_TradeWhateverTheTimeOfDay() => runs.LongOnPin;

    [SkippableFact]
    [Trait(Cost.Key, Cost.Long)]
    public Task DryRun_LongCandlesBehindAProxyOn20269_TradeWhateverTheTimeOfDay() => runs.LongOnNewest;
}

/// <summary>The runs behind the tests, all at the same time: they mostly wait.</summary>
public sealed class FreqtradeRuns : IAsyncLifetime
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
        foreach (var scenario in new[] { Pin, Newest, Stop, LongOnPin, LongOnNewest, Higher, Other })
        {
            // What came of it, its test says.
            _ = await Task.WhenAny(scenario);
        }
    }

    private static async Task PinAsync()
    {
        Skip.IfNot(RedisServerProcess.TryFind(out _), "redis-server is not installed");
        using var scenario = Open("2024.2", withRedis: true);

        await IsStoppedAsync(scenario, "host ", "-TERM", wholeGroup: false);

        // Killed outright it can do nothing; what watches over its children ends them.
        var killed = await scenario.StopAsync("stop ", "-KILL", wholeGroup: false);
        killed.ExitCode.Should().Be(137, killed.Out + killed.Error);
        (await scenario.Marked.LivingAfterAsync(TimeSpan.FromMinutes(1))).Should().BeEmpty();
        MarkedProcesses.BoundPorts(killed.Out).Should().BeEmpty();

        await TradesToTp1Async(scenario, "a private redis-server on 127.0.0.1:", "2024.2");
    }

    private static async Task NewestAsync()
    {
        using var scenario = Open("2026.9", withRedis: false);

        await IsStoppedAsync(scenario, "exchange ", "-INT", wholeGroup: true);
        await IsStoppedAsync(scenario, "stop ", "-INT", wholeGroup: true);
        await TradesToTp1Async(scenario, "files in the run's folder (there is no redis-server here)", "2026.9");
    }

    private static async Task StopAsync()
    {
        using var scenario = Open("2024.2", withRedis: false);

        var result = await scenario.RunAsync("--until", "stop", "--json");

        result.ExitCode.Should().Be(0, result.Error);
        var trade = result.Json().GetProperty("trades").EnumerateArray().Should().ContainSingle().Subject;
        trade.GetProperty("exit_reason").GetString().Should().Be("stop_loss");
        trade.GetProperty("pnl_r_multiple").GetDouble().Should().BeLessThan(-0.9);
        await ResultIsFreqtradesAsync(scenario, "stop_loss");
    }

    private static async Task ChosenAsync(string version, string pair, string strategy, params string[] parameters)
    {
        using var scenario = Open(version, withRedis: false);

        var result = await scenario.RunAsync(["--symbol", pair, "--strategy", strategy, .. parameters.SelectMany(p => new[] { "--param", p })]);

        result.ExitCode.Should().Be(0, result.Out + result.Error);
        result.Out.Should().Contain($"strategy {strategy}/1 (").And.Contain("All gates passed");
        var closed = TradeResultJournal.Read(scenario.Cli.Journals).Should().ContainSingle().Subject.DecisionId;
        var row = DecisionJournal.Read(scenario.Cli.Journals).Should().ContainSingle(r => string.Equals(r.DecisionId, closed, StringComparison.Ordinal)).Subject;
        row.Symbol.Should().Be(pair);
    }

    private static async Task LongCandlesAsync(string version, string timeframe)
    {
        using var scenario = Open(version, withRedis: false);
        foreach (var name in new[] { "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy" })
        {
            scenario.Cli.Environment[name] = "http://127.0.0.1:9";
        }

        scenario.Cli.Environment["NO_PROXY"] = "localhost";

        // Settings for another Freqtrade of the user's.
        scenario.Cli.Environment["FREQTRADE__DRY_RUN"] = "false";
        scenario.Cli.Environment["FREQTRADE__AGENTBRIDGE__MAX_AGE_SEC"] = "1";

        var result = await scenario.RunAsync("--until", "tp1", "--timeframe", timeframe);

        result.ExitCode.Should().Be(0, result.Out + result.Error);
        result.Out.Should().Contain($"BTC/USDT {timeframe}").And.Contain("All gates passed");
        await ResultIsFreqtradesAsync(scenario, "tp1");
    }

    private static FreqtradeRun Open(string version, bool withRedis)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "reads /proc");
        Skip.If(FreqtradeCheckout.Environment(version) is null, $"needs {FreqtradeCheckout.Variable(version)}: the path of a Freqtrade environment's python");
        return new(version, withRedis);
    }

    private static async Task IsStoppedAsync(FreqtradeRun scenario, string atLine, string signal, bool wholeGroup)
    {
        var result = await scenario.StopAsync(atLine, signal, wholeGroup);

        result.ExitCode.Should().Be(130, result.Out + result.Error);
        result.Messages[^1].Should().Be("bridge: interrupted");
        scenario.Marked.Living().Should().BeEmpty();
        MarkedProcesses.BoundPorts(result.Out).Should().BeEmpty();
    }

    private static async Task TradesToTp1Async(FreqtradeRun scenario, string channel, string version)
    {
        var result = await scenario.RunAsync("--until", "tp1");

        result.ExitCode.Should().Be(0, result.Out + result.Error);
        var lines = result.Out.Split('\n');
        lines.Select(line => line.Split(' ')[0]).Where(Story.Contains).Should().Equal(Story, "the story is told in this order, each once");
        result.Out.Should().Contain("channel  " + channel).And.Contain($"Freqtrade {version}'s own trade table").And.Contain("All gates passed");
        lines.Should().ContainSingle(line => line.StartsWith("| G2 ", StringComparison.Ordinal)).Which.Should().Contain("yes").And.Contain("freqtrade host: 1 trade");
        (await scenario.Cli.RunAsync("gates", "--require-freqtrade")).ExitCode.Should().Be(0);
        var row = await ResultIsFreqtradesAsync(scenario, "tp1");
        lines.Should().Contain(line => line.StartsWith("result ", StringComparison.Ordinal) && line.Contains(row.PnlRMultiple.ToString("+0.00", CultureInfo.InvariantCulture), StringComparison.Ordinal));
        scenario.Marked.Living().Should().BeEmpty();
        MarkedProcesses.BoundPorts(result.Out).Should().BeEmpty();
    }

    /// <summary>trade_results.csv has one row, and it is what Freqtrade's own table gives.</summary>
    private static async Task<TradeResultRow> ResultIsFreqtradesAsync(FreqtradeRun scenario, string reason)
    {
        var row = TradeResultJournal.Read(scenario.Cli.Journals).Should().ContainSingle().Subject;
        var own = await scenario.OwnTradeAsync();
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
