using AgentBridge.Extensions;
using AgentBridge.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AgentBridge.Tests.Extensions;

/// <summary>Each check goes red for its cause, and says it; what is not known is not healthy.</summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed class HealthTests
{
    [Fact]
    public async Task Channel_FolderIsAFile_IsUnhealthy()
    {
        await using var host = new BridgeHost { RunsAgent = false };
        await File.WriteAllTextAsync(host.PathOf("signals"), "a file");
        await host.StartAsync();

        var health = await host.CheckAsync("agentbridge-channel");

        health.Status.Should().Be(HealthStatus.Unhealthy);
        health.Description.Should().Contain("is a file, not a folder");
    }

    [Fact]
    public async Task Channel_FolderBelowAFile_IsUnhealthy()
    {
        await using var host = new BridgeHost { RunsAgent = false };
        await File.WriteAllTextAsync(host.PathOf("file"), "a file");
        host.Settings["SIGNALS_DIR"] = Path.Combine(host.PathOf("file"), "signals");
        await host.StartAsync();

        (await host.CheckAsync("agentbridge-channel")).Status.Should().Be(HealthStatus.Unhealthy);
    }

    [Fact]
    public async Task Channel_FolderNotThereYet_IsHealthyAndNotCreated()
    {
        await using var host = new BridgeHost { RunsAgent = false };
        await host.StartAsync();

        (await host.CheckAsync("agentbridge-channel")).Status.Should().Be(HealthStatus.Healthy);

        Directory.Exists(host.PathOf("signals")).Should().BeFalse();
    }

    [Fact]
    public async Task Journal_FolderIsAFileThenAFolder_IsUnhealthyThenHealthy()
    {
        await using var host = new BridgeHost { RunsAgent = false };
        await File.WriteAllTextAsync(host.PathOf("journals"), "a file");
        await host.StartAsync();

        var red = await host.CheckAsync("agentbridge-journal");
        File.Delete(host.PathOf("journals"));
        var green = await host.CheckAsync("agentbridge-journal");

        red.Status.Should().Be(HealthStatus.Unhealthy);
        red.Description.Should().Contain(host.PathOf("journals"));
        green.Status.Should().Be(HealthStatus.Healthy, green.Description);
    }

    [Fact]
    public async Task Journal_FileRemovedWhileOpen_IsUnhealthy()
    {
        await using var host = new BridgeHost { RunsAgent = false };
        await host.StartAsync();
        (await host.CheckAsync("agentbridge-journal")).Status.Should().Be(HealthStatus.Healthy);

        Directory.Delete(host.PathOf("journals"), recursive: true);

        (await host.CheckAsync("agentbridge-journal")).Status.Should().Be(HealthStatus.Unhealthy);
    }

    [Fact]
    public async Task Exchange_StaleCandles_IsUnhealthy()
    {
        await using var host = new BridgeHost();
        await host.StartExchangeAsync();
        await host.StartAsync();
        _ = await host.WaitForAsync("agentbridge-exchange", HealthStatus.Healthy);

        host.Clock.Forward(TimeSpan.FromMinutes(16));

        var health = await host.CheckAsync("agentbridge-exchange");
        health.Status.Should().Be(HealthStatus.Unhealthy);
        health.Description.Should().Contain("more than 2 timeframes");
    }

    [Fact]
    public async Task ExchangeAndAgent_ExchangeIsGone_AreUnhealthyWithTheReason()
    {
        await using var host = new BridgeHost();

        // A port that nobody listens on.
        host.Settings["EXCHANGE_URL"] = "http://127.0.0.1:1/";
        await host.StartAsync();

        var starting = await host.CheckAsync("agentbridge-exchange");
        starting.Status.Should().Be(HealthStatus.Degraded);
        starting.Description.Should().StartWith("BTC/USDT: unknown: ");
        (await host.CheckAsync("agentbridge-agent")).Status.Should().Be(HealthStatus.Degraded);

        // The clock of the checks: a start that lasts is a failure.
        host.Clock.Forward(TimeSpan.FromMinutes(11));

        (await host.CheckAsync("agentbridge-exchange")).Status.Should().Be(HealthStatus.Unhealthy);
        (await host.CheckAsync("agentbridge-agent")).Status.Should().Be(HealthStatus.Unhealthy);
    }

    [Fact]
    public async Task Strategy_DoesNotAnswer_IsUnhealthy()
    {
        await using var host = new BridgeHost();
        host.Settings["STRATEGY_PARAMS"] = "behaviour=hang";
        host.Settings["STRATEGY_TIMEOUT_MS"] = "50";
        await host.StartExchangeAsync();
        await host.StartAsync();

        var health = await host.WaitForAsync("agentbridge-strategy", HealthStatus.Unhealthy);

        health.Description.Should().Contain("GENERATOR_TIMEOUT");
        host.Services.GetRequiredService<AgentStatuses>().All.Should().OnlyContain(s => s.StrategyFailures > 0 && s.IsStrategyLate);
        host.Logged(1103).Should().ContainSingle("it is said once a candle");
    }

    [Fact]
    public async Task Strategy_Throws_IsDegradedAndCounted()
    {
        await using var host = new BridgeHost();
        host.Settings["STRATEGY_PARAMS"] = "behaviour=throw";
        await host.StartExchangeAsync();
        await host.StartAsync();

        await host.WaitAsync(() => host.Services.GetRequiredService<AgentStatuses>().All.All(s => s.LastCycleAt is not null));

        (await host.CheckAsync("agentbridge-strategy")).Should().Match<HealthReportEntry>(h => h.Status == HealthStatus.Degraded && h.Description!.Contains("the strategy is broken", StringComparison.Ordinal));
        var failures = host.Services.GetRequiredService<AgentStatuses>().All.Single().StrategyFailures;
        failures.Should().BePositive();
        host.Of("agentbridge.strategy.failures").Sum(m => m.Value).Should().Be(failures);
        host.Logged(1102).Should().Contain(e => e.Text.Contains("the strategy is broken", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Agent_HostIsStopped_IsUnhealthy()
    {
        await using var host = new BridgeHost();
        await host.StartExchangeAsync();
        await host.StartAsync();
        _ = await host.WaitForAsync("agentbridge-agent", HealthStatus.Healthy);

        await host.StopAsync();

        (await host.CheckAsync("agentbridge-agent")).Description.Should().Contain("not running");
    }
}
