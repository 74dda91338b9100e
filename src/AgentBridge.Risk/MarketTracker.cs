using System.Numerics;
using System.Runtime.CompilerServices;
using AgentBridge.Market;

namespace AgentBridge.Risk;

/// <summary>
/// Keeps a <see cref="MarketState"/> up to date candle by candle: one streaming ATR fed from the first candle, and a bit for
/// each of the last 20 candles that is flat or impossible. Allocates nothing.
/// </summary>
public struct MarketTracker
{
    private const uint WindowMask = (1u << MarketState.Window) - 1;

    private readonly long _timeframeMs;
    private AtrState _atr;
    private uint _flat;
    private uint _invalid;
    private double _previousClose;
    private long _openTimeMs;
    private int _count;

    /// <summary>Creates a tracker that has seen no candle.</summary>
    /// <param name="timeframe">The timeframe, that is the length of each candle.</param>
    /// <param name="atrPeriod">True ranges in the ATR.</param>
    public MarketTracker(Timeframe timeframe, int atrPeriod = 14)
    {
        _timeframeMs = timeframe.Milliseconds;
        _atr = new AtrState(atrPeriod);
        _previousClose = double.NaN;
    }

    /// <summary>The state as of the newest candle.</summary>
    public readonly MarketState State =>
        new(_count, _openTimeMs + _timeframeMs, _timeframeMs, BitOperations.PopCount(_flat), BitOperations.PopCount(_invalid), _atr.Value);

    /// <summary>The state after all candles of a series.</summary>
    /// <param name="candles">The candles, oldest first.</param>
    /// <param name="atrPeriod">True ranges in the ATR.</param>
    public static MarketState StateOf(CandleSeries candles, int atrPeriod = 14)
    {
        ArgumentNullException.ThrowIfNull(candles);
        var tracker = new MarketTracker(candles.Timeframe, atrPeriod);
        for (var i = 0; i < candles.Count; i++)
        {
            tracker.Update(candles[i]);
        }

        return tracker.State;
    }

    /// <summary>Takes the next closed candle.</summary>
    /// <param name="candle">The candle; an impossible one is remembered as such and leaves the ATR as it is.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Update(in Candle candle)
    {
        var invalid = !candle.IsPossible;
        if (!invalid)
        {
            _ = _atr.Update(candle.High, candle.Low, candle.Close);
        }

        _flat = ((_flat << 1) | (candle.IsFlat(_previousClose) ? 1u : 0u)) & WindowMask;
        _invalid = ((_invalid << 1) | (invalid ? 1u : 0u)) & WindowMask;
        _previousClose = candle.Close;
        _openTimeMs = candle.OpenTimeMs;
        _count++;
    }
}
