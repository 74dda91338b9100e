using AgentBridge.Schema;

namespace AgentBridge.Engine;

/// <summary>Signals as rows of decision_log.csv.</summary>
public static class DecisionRows
{
    /// <summary>The row of a signal.</summary>
    /// <param name="signal">The signal, valid.</param>
    public static DecisionRow Of(TradingSignal signal)
    {
        ArgumentNullException.ThrowIfNull(signal);
        return new(
            signal.DecisionId.ToString(),
            signal.Timestamp.ToUnixTimeMilliseconds(),
            signal.Symbol,
            SignalNames.Of(signal.Side),
            signal.Entry.Price,
            signal.Risk.InitialStop,
            signal.Risk.TakeProfits.First.Price,
            signal.Risk.TakeProfits.Second.Price,
            signal.Confidence);
    }
}
