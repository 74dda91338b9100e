// The samples of src/AgentBridge.Extensions/README.md, compiled: the README has the same paragraphs (DocumentTests).
#pragma warning disable
using AgentBridge.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AgentBridge.Tests.Docs.Samples;

internal static class ExtensionsSample
{
    private static void Run(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        builder.Services.AddAgentBridge(builder.Configuration.GetSection("AgentBridge"));
        builder.Services.AddAgentBridgeAgent();
        builder.Build().Run();
    }

    private static async Task OnceAsync(IServiceProvider services)
    {
        var cycle = services.GetRequiredService<CycleFactory>().Create("BTC/USDT");
        var result = await cycle.RunAsync();
        Console.WriteLine($"{result.Code} {result.Signal?.DecisionId}");
    }

    private static void Show(AgentStatuses statuses)
    {
        foreach (var status in statuses.All)
        {
            Console.WriteLine($"{status.Symbol}: {status.LastCode} at {status.LastDecisionAt:O}, {status.StrategyFailures} strategy failures");
        }
    }
}
