using AgentBridge.Schema;

namespace AgentBridge.Backtesting;

/// <summary>Locks a pair after each of its trades. Freqtrade 2024.2 looks back as long as the lock lasts, 2026.9 for the look-back period.</summary>
public sealed record CooldownPeriod : BacktestProtection
{
    internal override string Method => nameof(CooldownPeriod);

    internal override ProtectionLock? StopPair(ClosedTrades closed, int pair, SignalSide side)
    {
        var trades = closed.Within(closed.Rules.HasNewProtections ? LookbackPeriod : StopDuration, pair);
        return trades.Count == 0 ? null : LockFrom(trades, closed, side: null);
    }
}
