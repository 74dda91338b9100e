using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Benchmarks;

/// <summary>A long on every candle, with the stop and the targets that all built-in setups have by default: the lowest of the last ten lows, 1 R and 2 R.</summary>
internal sealed class AnyCandle : IStrategyStream
{
    private const int Lookback = 10;

    private readonly double[] _lows = new double[Lookback];
    private int _seen;

    public static Strategy Strategy { get; } = Strategy.Of(new StrategyName("any-candle", 1), new StrategyNeeds(Lookback), static () => new AnyCandle(), 1);

    public bool OnCandle(in Candle candle, out TradePlan plan)
    {
        _lows[_seen++ % Lookback] = candle.Low;
        var stop = _lows.Min();
        var risk = candle.Close - stop;
        plan = new TradePlan(SignalSide.Long, stop, candle.Close + risk, candle.Close + (2 * risk), 0.5, "any candle");
        return _seen >= Lookback && risk > 0;
    }
}
