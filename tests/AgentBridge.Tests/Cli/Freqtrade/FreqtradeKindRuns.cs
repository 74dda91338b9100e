using System.Globalization;
using AgentBridge.Cli;
using AgentBridge.Engine;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>The runs behind the tests, at the same time: they mostly wait.</summary>
public sealed class FreqtradeKindRuns : IAsyncLifetime
{
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
        Stop = Task.Run(StopAsync);
        (LongOnPin, LongOnNewest) = (Task.Run(() => LongCandlesAsync("2024.2", "12h")), Task.Run(() => LongCandlesAsync("2026.9", "1d")));
        Higher = Task.Run(() => ChosenAsync("2024.2", "BTC/USDT", "ema-cross", "trend=3", "trend_timeframe=15m", "fast=3", "slow=8"));
        Other = Task.Run(() => ChosenAsync("2026.9", "ETH/USDT", "led-breakout", "leader_period=5"));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        foreach (var scenario in new[] { Stop, Higher, Other, LongOnPin, LongOnNewest })
        {
            // Its test reports the outcome.
            _ = await Task.WhenAny(scenario);
        }
    }

    private static async Task StopAsync()
    {
        using var scenario = FreqtradeDryRuns.Open("2024.2", withRedis: false);

        var result = await scenario.RunAsync("--until", "stop", "--json");

        result.ExitCode.Should().Be(0, result.Error);
        var trade = result.Json().GetProperty("trades").EnumerateArray().Should().ContainSingle().Subject;
        trade.GetProperty("exit_reason").GetString().Should().Be("stop_loss");
        trade.GetProperty("pnl_r_multiple").GetDouble().Should().BeLessThan(-0.9);
        var parity = result.Json().GetProperty("parity");
        parity.EnumerateObject().Select(p => p.Name).Should().Equal("rules", "decision_equal", "open_rate", "open_class", "close_rate", "exit_reason", "close_class", "explained");
        parity.GetProperty("decision_equal").GetBoolean().Should().BeTrue();
        (parity.GetProperty("rules").GetString(), parity.GetProperty("open_class").GetString(), parity.GetProperty("explained").GetBoolean()).Should().Be(("freqtrade-2024.2", "ENTRY_TICK", true));
        await FreqtradeDryRuns.ResultIsFreqtradesAsync(scenario, "stop_loss");
    }

    private static async Task ChosenAsync(string version, string pair, string strategy, params string[] parameters)
    {
        using var scenario = FreqtradeDryRuns.Open(version, withRedis: false);

        var result = await scenario.RunAsync(["--symbol", pair, "--strategy", strategy, .. parameters.SelectMany(p => new[] { "--param", p })]);

        result.ExitCode.Should().Be(0, result.Out + result.Error);
        result.Out.Should().Contain($"strategy {strategy}/1 (").And.Contain("All gates passed");
        var closed = TradeResultJournal.Read(scenario.Cli.Journals).Should().ContainSingle().Subject.DecisionId;
        var row = DecisionJournal.Read(scenario.Cli.Journals).Should().ContainSingle(r => string.Equals(r.DecisionId, closed, StringComparison.Ordinal)).Subject;
        row.Symbol.Should().Be(pair);
    }

    private static async Task LongCandlesAsync(string version, string timeframe)
    {
        using var scenario = FreqtradeDryRuns.Open(version, withRedis: false);
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
        await FreqtradeDryRuns.ResultIsFreqtradesAsync(scenario, "tp1");
    }
}
