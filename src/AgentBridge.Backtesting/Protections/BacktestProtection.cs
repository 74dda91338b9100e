using System.Text.Json.Serialization;
using AgentBridge.Schema;

namespace AgentBridge.Backtesting;

/// <summary>
/// A protection of Freqtrade: when a trade closes, it may lock its pair, or all pairs, against new trades for a time. Open trades go on. A lock ends with
/// the first candle that opens after its time.
/// </summary>
[JsonConverter(typeof(ProtectionConverter))]
public abstract record BacktestProtection
{
    private protected BacktestProtection()
    {
    }

    /// <summary>How long a lock lasts after the close of the last trade that caused it.</summary>
    /// <value>60 minutes by default.</value>
    public ProtectionPeriod StopDuration { get; init; } = ProtectionPeriod.OfMinutes(60);

    /// <summary>How far back closed trades count; one that closed exactly so long ago does not.</summary>
    /// <value>60 minutes by default.</value>
    public ProtectionPeriod LookbackPeriod { get; init; } = ProtectionPeriod.OfMinutes(60);

    /// <summary>The time of day (UTC, hour and minute) at which a lock ends, instead of <see cref="StopDuration"/>. Freqtrade 2024.2 has no such setting.</summary>
    /// <value><see langword="null"/> by default.</value>
    public TimeOnly? UnlockAt { get; init; }

    /// <summary>Freqtrade's name of the protection.</summary>
    internal abstract string Method { get; }

    /// <summary>The lock of a pair after one of its trades closed; <see langword="null"/> for none.</summary>
    internal virtual ProtectionLock? StopPair(ClosedTrades closed, int pair, SignalSide side) => null;

    /// <summary>The lock of all pairs after a trade closed; <see langword="null"/> for none.</summary>
    internal virtual ProtectionLock? StopAll(ClosedTrades closed, SignalSide side) => null;

    /// <summary>Adds the settings that not every protection has.</summary>
    internal virtual ProtectionDocument Describe(ProtectionDocument document) => document;

    /// <summary>A lock from the last close of the trades that caused it.</summary>
    private protected ProtectionLock LockFrom(List<BacktestTrade> trades, ClosedTrades closed, SignalSide? side)
    {
        var closeMs = trades.Max(trade => trade.CloseTimeMs);
        if (UnlockAt is not { } unlockAt)
        {
            return new(closeMs + StopDuration.ToMilliseconds(closed.CandleMs), side);
        }

        var close = DateTimeOffset.FromUnixTimeMilliseconds(closeMs);
        var until = new DateTimeOffset(close.Year, close.Month, close.Day, unlockAt.Hour, unlockAt.Minute, close.Second, TimeSpan.Zero);
        return new((until < close ? until.AddDays(1) : until).ToUnixTimeMilliseconds(), side);
    }
}
