using AgentBridge.Schema;

namespace AgentBridge.Backtesting;

/// <summary>A lock that a protection asks for.</summary>
/// <param name="UntilMs">Its end before it is rounded to a candle, in Unix milliseconds.</param>
/// <param name="Side">The side that is locked; <see langword="null"/> for both.</param>
internal readonly record struct ProtectionLock(long UntilMs, SignalSide? Side);
