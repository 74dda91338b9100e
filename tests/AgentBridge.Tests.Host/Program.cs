using AgentBridge.Extensions;
using AgentBridge.Tests.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

// The agent in a host until each pair has decided a candle; then what it decided, and the health checks.
var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddAgentBridge(builder.Configuration.GetSection("AgentBridge"));
builder.Services.AddAgentBridgeStrategy<EveryCandle, EveryCandleOptions>();
builder.Services.AddAgentBridgeAgent();
using var host = builder.Build();
await host.StartAsync();
var statuses = host.Services.GetRequiredService<AgentStatuses>();
while (statuses.All.Any(status => status.Decisions == 0))
{
    await Task.Delay(50);
}

foreach (var status in statuses.All)
{
    Console.WriteLine($"{status.Symbol} {status.Strategy} {status.LastCode}");
}

var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
foreach (var (name, entry) in report.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
{
    Console.WriteLine($"{name} {entry.Status}");
}

await host.StopAsync();
