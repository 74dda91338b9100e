using System.ComponentModel;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.TestPlugin;

public sealed record NoisyOptions;

/// <summary>Prints to the console on every candle, and starts a thread that throws on every thousandth.</summary>
[Description("prints, and its threads throw")]
public sealed class Noisy : IStrategy<NoisyOptions>, IStrategyStream
{
    private double _before = double.NaN;
    private int _seen;

    public static StrategyName Name { get; } = new("noisy", 1);

    public static StrategyNeeds NeedsOf(NoisyOptions options) => new(1);

    public static IStrategyStream Open(NoisyOptions options) => new Noisy();

    public bool OnCandle(in Candle candle, out TradePlan plan)
    {
        Console.WriteLine("a candle");
        if (++_seen % 1_000 == 0)
        {
            var thread = new Thread(static () => throw new InvalidOperationException("nobody\ncatches it"));
            thread.Start();
            thread.Join();
        }

        var rises = candle.IsPossible && candle.Close > _before;
        _before = candle.IsPossible ? candle.Close : _before;
        plan = rises ? new(SignalSide.Long, candle.Close * 0.99, candle.Close * 1.01, candle.Close * 1.02, 0.5, "rises") : default;
        return rises;
    }
}
