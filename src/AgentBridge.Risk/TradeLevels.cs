using AgentBridge.Schema;

namespace AgentBridge.Risk;

/// <summary>The numbers of a signal that the gate judges.</summary>
/// <param name="Side">The side.</param>
/// <param name="TimestampMs">The close of the deciding candle, in Unix milliseconds.</param>
/// <param name="Entry">The reference price.</param>
/// <param name="Stop">The stop.</param>
/// <param name="First">TP1 and its share.</param>
/// <param name="Second">TP2 and its share.</param>
/// <param name="MaxCapitalPct">The signal's own cap.</param>
public readonly record struct TradeLevels(
    SignalSide Side,
    long TimestampMs,
    double Entry,
    double Stop,
    TakeProfit First,
    TakeProfit Second,
    double MaxCapitalPct)
{
    /// <summary>The numbers of a signal.</summary>
    /// <param name="signal">The signal.</param>
    public static TradeLevels Of(TradingSignal signal)
    {
        ArgumentNullException.ThrowIfNull(signal);
        return new(
            signal.Side,
            signal.Timestamp.ToUnixTimeMilliseconds(),
            signal.Entry.Price,
            signal.Risk.InitialStop,
            signal.Risk.TakeProfits.First,
            signal.Risk.TakeProfits.Second,
            signal.Risk.MaxCapitalPct);
    }
}
