using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Signals;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Engine.Cycle;

/// <summary>The one runner of every host allocates nothing per candle, with plans and verdicts and with feeds.</summary>
public sealed class DecisionRunnerTests
{
    [Theory]
    [InlineData("breakout", "")]
    [InlineData("ema-cross", "trend=3;trend_timeframe=15m;fast=3;slow=8")]
    [InlineData("led-breakout", "leader=ETH/USDT;leader_period=5")]
    public void Next_ManyCandles_AllocatesNothing(string name, string parameters)
    {
        var strategy = StrategyCatalog.BuiltIn.Find(name).Bind(parameters, 0.05);
        var own = GeneratedCandles.Create(new() { Count = 20_000, Seed = 31 });
        var candles = new StrategyCandles(own, strategy.OtherPairsOf(own.Symbol).Select(pair => GeneratedCandles.Create(new() { Count = 20_000, Seed = 32, Symbol = pair })));
        _ = Play(new DecisionRunner(strategy, candles, new RiskOptions()), own);
        var runner = new DecisionRunner(strategy, candles, new RiskOptions());

        var before = GC.GetAllocatedBytesForCurrentThread();
        var plans = Play(runner, own);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
        plans.Should().BeGreaterThan(50);
    }

    [Fact]
    public void Judge_PlanOfTheNewestCandle_NamesItsCandle()
    {
        var candles = TestCandles.Series(TestCandles.Breakout(30)).Alone();
        var runner = new DecisionRunner(TestStrategies.Breakout(), candles, new RiskOptions());
        var judged = default(JudgedPlan);
        for (var i = 0; i < candles.Own.Count; i++)
        {
            judged = runner.Next(candles.Own[i], out var plan) == StepResult.Plan ? runner.Judge(plan) : default;
        }

        judged.OpenTimeMs.Should().Be(TestCandles.ExampleOpenMs);
        judged.Check.Passed.Should().BeTrue();
        judged.Plan.Entry.Should().Be(104_211);
    }

    private static int Play(DecisionRunner runner, CandleSeries own)
    {
        var plans = 0;
        for (var i = 0; i < own.Count; i++)
        {
            if (runner.Next(own[i], out var plan) == StepResult.Plan && runner.Judge(plan).OpenTimeMs == own.OpenTimes[i])
            {
                plans++;
            }
        }

        return plans;
    }
}
