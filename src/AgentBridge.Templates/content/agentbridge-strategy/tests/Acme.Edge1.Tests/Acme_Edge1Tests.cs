using AgentBridge.Market;
using AgentBridge.Signals;
using AgentBridge.Testing;

namespace Acme.Edge1.Tests;

public sealed class Acme_Edge1Tests
{
    private static readonly StrategyDescriptor Descriptor = StrategyDescriptor.Of<Acme_Edge1Strategy, Acme_Edge1Options>();

    [Theory]
    [InlineData(1, "")]
    [InlineData(2, "")]
    [InlineData(3, "fast=5;slow=50")]
    public void Strategy_GeneratedCandles_KeepsTheContract(long seed, string parameters)
    {
        var candles = new StrategyCandles(GeneratedCandles.Create(new() { Seed = seed, Count = 3_000 }));

        var report = StrategyCheck.Run(Descriptor.Bind(parameters, maxCapitalPct: 0.05), candles);

        Assert.Empty(report.Findings);
        Assert.True(report.Plans > 0, "no candle triggered a plan");
    }

    [Fact]
    public void OnCandle_RiseAfterAFall_PlansOnceWithTheStopBelow()
    {
        var stream = Acme_Edge1Strategy.Open(new Acme_Edge1Options());
        var plans = new List<TradePlanAt>();
        for (var i = 0; i < 400; i++)
        {
            var close = i < 300 ? 1_000 - i : 700 + (5 * (i - 300));
            var candle = new Candle(i * 300_000L, close, close + 2, close - 2, close, 1);
            if (stream.OnCandle(candle, out var plan))
            {
                plans.Add(new TradePlanAt(i, close, plan.Stop, plan.Tp1));
            }
        }

        var only = Assert.Single(plans);
        Assert.InRange(only.Candle, 301, 330);
        Assert.True(only.Stop < only.Close && only.Close < only.Tp1);
    }

    [Fact]
    public void Bind_FastNotLessThanSlow_IsRefused() =>
        Assert.Contains("fast must be less than slow", Assert.Throws<StrategyException>(() => Descriptor.Bind("fast=50;slow=50", maxCapitalPct: 0.05)).Message);

    private sealed record TradePlanAt(int Candle, double Close, double Stop, double Tp1);
}
