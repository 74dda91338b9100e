namespace AgentBridge.ExchangeSimulator;

/// <summary>When the price clock starts to play the candles after the last closed one.</summary>
public enum PriceClockStart
{
    /// <summary>Not automatically: <see cref="SimulatorControl.StartPriceClock"/> or <c>POST /control/start</c> starts it.</summary>
    None = 0,

    /// <summary>When the simulator starts (not before the last recorded candle has closed).</summary>
    AtOnce,

    /// <summary>
    /// At the instant at which the last recorded candle closed or will close. With a speed of 1 every candle that closes from then
    /// on equals the recorded one.
    /// </summary>
    AtBoundary,
}
