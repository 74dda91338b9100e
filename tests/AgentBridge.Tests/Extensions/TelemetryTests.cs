using System.Diagnostics;
using AgentBridge.Engine;
using AgentBridge.Extensions;
using AgentBridge.ExchangeSimulator;
using AgentBridge.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace AgentBridge.Tests.Extensions;

/// <summary>What a listener of the host's meters and activity sources sees.</summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed class TelemetryTests
{
    [Fact]
    public async Task Run_OneDecision_IsMeasured()
    {
        await using var host = new BridgeHost();
        await host.StartExchangeAsync();

        await host.StartAsync();
        await host.WaitAsync(() => host.Services.GetRequiredService<AgentStatuses>().All.All(s => s.Published == 1));
        host.Observe();

        var decision = host.Of("agentbridge.decisions").Should().ContainSingle().Which;
        decision.Value.Should().Be(1);
        decision.Tags.Should().BeEquivalentTo(new Dictionary<string, object?>(StringComparer.Ordinal) { ["pair"] = "BTC/USDT", ["timeframe"] = "5m", ["outcome"] = "signal", ["code"] = "PUBLISHED" });
        host.Of("agentbridge.cycle.duration").Should().ContainSingle().Which.Value.Should().BePositive();
        host.Of("agentbridge.publish.duration").Should().ContainSingle().Which.Tags["code"].Should().Be("PUBLISHED");
        host.Of("agentbridge.candles.age").Should().ContainSingle().Which.Value.Should().BeInRange(0, 600);
        host.Of("agentbridge.cycle.age").Should().ContainSingle().Which.Value.Should().BeGreaterThanOrEqualTo(0);
        host.Of("agentbridge.channel.available").Should().ContainSingle().Which.Value.Should().Be(1);
        host.Of("agentbridge.strategy.timeout").Should().ContainSingle().Which.Value.Should().Be(0);
        host.Of("agentbridge.exchange.request.duration").Select(m => m.Tags["endpoint"]?.ToString()).Should().Contain(["/api/v3/time", "/api/v3/klines", "/api/v3/exchangeInfo"]);
        host.Measured.Should().NotContain(m => m.Name.EndsWith("failures", StringComparison.Ordinal) || m.Name.EndsWith("errors", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_OneDecision_IsTracedWithItsParts()
    {
        await using var host = new BridgeHost();

        // A pair of its own: activities have no scope, and other tests' hosts decide the same candles of other pairs.
        host.Settings["DEFAULT_SYMBOL"] = "TRACE/USDT";
        await host.StartExchangeAsync("TRACE/USDT");

        await host.StartAsync();
        var statuses = host.Services.GetRequiredService<AgentStatuses>();
        await host.WaitAsync(() => statuses.All.All(s => s.Published == 1));

        var id = statuses.All.Single().LastDecisionId.ToString();
        var publish = host.Activities.Should().ContainSingle(a => Is(a, "agentbridge.publish") && Equals(a.GetTagItem("decision_id"), id)).Which;
        await host.WaitAsync(() => host.Activities.Any(a => a.SpanId.Equals(publish.ParentSpanId)));
        var cycle = host.Activities.Single(a => a.SpanId.Equals(publish.ParentSpanId));
        cycle.OperationName.Should().Be("agentbridge.cycle");
        cycle.TagObjects.Should().BeEquivalentTo(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["pair"] = "TRACE/USDT", ["timeframe"] = "5m", ["strategy"] = "every-candle/1", ["outcome"] = "signal", ["code"] = "PUBLISHED", ["decision_id"] = id,
        });
        host.Activities.Where(a => a.ParentSpanId.Equals(cycle.SpanId)).Select(a => a.OperationName).Distinct(StringComparer.Ordinal)
            .Should().BeEquivalentTo("agentbridge.publish", "agentbridge.exchange.request");
    }

    [Fact]
    public async Task Run_ExchangeFails_CountsRetriesAndSaysThem()
    {
        await using var host = new BridgeHost();
        await host.StartExchangeAsync();
        host.Exchange!.Control.AddFault(new SimulatedFault { Kind = SimulatedFaultKind.Status, Status = 503, PathPrefix = "/api/v3/klines", Count = 1 });

        await host.StartAsync();
        await host.WaitAsync(() => host.Services.GetRequiredService<AgentStatuses>().All.All(s => s.Published == 1));

        var retry = host.Of("agentbridge.exchange.retries").Should().ContainSingle().Which;
        retry.Tags.Should().BeEquivalentTo(new Dictionary<string, object?>(StringComparer.Ordinal) { ["endpoint"] = "/api/v3/klines", ["error.type"] = "503" });
        host.Logged(3001).Should().Contain(e => e.Text.Contains("503", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_JournalFails_IsCounted()
    {
        await using var host = new BridgeHost();
        await host.StartExchangeAsync();
        await File.WriteAllTextAsync(host.PathOf("journals"), "a file");

        await FluentActions.Awaiting(() => host.StartAsync()).Should().ThrowAsync<JournalException>();

        host.Of("agentbridge.journal.errors").Select(m => m.Tags["error.type"]).Should().NotBeEmpty().And.OnlyContain(type => type!.ToString()!.StartsWith("journal_", StringComparison.Ordinal));
        host.Logged(1303).Should().NotBeEmpty();
    }

    private static bool Is(Activity activity, string name) => string.Equals(activity.OperationName, name, StringComparison.Ordinal);
}
