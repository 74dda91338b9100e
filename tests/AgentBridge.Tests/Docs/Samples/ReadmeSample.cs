// The sample of README.md, compiled: the README has the same paragraphs (DocumentTests).
#pragma warning disable
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Tests.Docs.Samples;

public sealed record DipOptions { [Range(2, 170), Description("closes in the average")] public int Period { get; init; } = 50; }
public sealed class Dip(DipOptions options) : IStrategy<DipOptions>, IStrategyStream {
    private EmaState _average = new(options.Period);
    public static StrategyName Name { get; } = new("dip", version: 1);
    public static StrategyNeeds NeedsOf(DipOptions options) => new(WarmUp: EmaState.WarmUpOf(options.Period));
    public static IStrategyStream Open(DipOptions options) => new Dip(options);
    public bool OnCandle(in Candle c, out TradePlan plan) => (plan = _average.Update(c.Close) && c.Close < 0.99 * _average.Value
        ? new(SignalSide.Long, 0.995 * c.Close, 1.005 * c.Close, 1.01 * c.Close, 0.6, "1 % below the average") : default) != default; }
