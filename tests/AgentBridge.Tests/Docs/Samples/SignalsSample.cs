// The sample of src/AgentBridge.Signals/README.md, compiled: the README has the same paragraphs (DocumentTests).
#pragma warning disable
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Tests.Docs.Samples;

internal static class SignalsSample
{
    private static void Run()
    {
        StrategyDescriptor mine = StrategyDescriptor.Of<Rise, RiseOptions>();
        Strategy strategy = mine.Bind("lookback=48", maxCapitalPct: 0.05);
        Console.WriteLine($"{strategy} needs {strategy.Needs.WarmUp} candles");
    }
}

public sealed record RiseOptions
{
    [Range(2, 500), Description("how many candles back the close is compared with")]
    public int Lookback { get; init; } = 24;
}

public sealed class Rise(RiseOptions options) : IStrategy<RiseOptions>, IStrategyStream
{
    private readonly double[] _closes = new double[options.Lookback];
    private long _seen;

    public static StrategyName Name { get; } = new("rise", 1);
    public static StrategyNeeds NeedsOf(RiseOptions options) => new(WarmUp: options.Lookback + 1);
    public static IStrategyStream Open(RiseOptions options) => new Rise(options);

    public bool OnCandle(in Candle candle, out TradePlan plan)
    {
        var before = _closes[_seen % _closes.Length];
        _closes[_seen++ % _closes.Length] = candle.Close;
        var rises = candle.IsPossible && _seen > _closes.Length && candle.Close > 1.02 * before;
        var risk = 0.01 * candle.Close;
        plan = rises ? new(SignalSide.Long, candle.Close - risk, candle.Close + risk, candle.Close + (2 * risk), 0.5, "two percent up") : default;
        return rises;
    }
}
