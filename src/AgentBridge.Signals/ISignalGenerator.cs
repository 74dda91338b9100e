using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>Decides on closed candles. Pure: the same candles give the same answer at any time.</summary>
public interface ISignalGenerator
{
    /// <summary>Name and version, such as <c>breakout/1</c>; enters every decision_id.</summary>
    string Name { get; }

    /// <summary>The signal that the newest candle triggers, or <see langword="null"/> for none. Candles before it are history.</summary>
    /// <param name="candles">Closed candles, oldest first.</param>
    TradingSignal? GenerateSignal(CandleSeries candles);
}
