using AgentBridge.Schema;

namespace AgentBridge.Backtesting;

/// <summary>The locks of a run: for each pair, for all pairs together, and for each side, the end of the longest one.</summary>
internal sealed class PairLocks
{
    private const int Sides = 3;
    private const int Both = 0;

    private readonly IReadOnlyList<BacktestProtection> _protections;
    private readonly ClosedTrades _closed;
    private readonly long[] _ends;
    private readonly int _all;

    public PairLocks(IReadOnlyList<BacktestProtection> protections, ClosedTrades closed, int pairs)
    {
        (_protections, _closed, _all) = (protections, closed, pairs);
        _ends = new long[(pairs + 1) * Sides];
        Array.Fill(_ends, long.MinValue);
    }

    /// <summary>Whether no trade may open.</summary>
    public bool IsLocked(int pair, long timeMs, SignalSide side) => _protections.Count > 0 && Holds(pair, timeMs, side);

    /// <summary>Asks the protections after a trade closed.</summary>
    public void Review(int pair, long timeMs, SignalSide side)
    {
        if (_protections.Count == 0)
        {
            return;
        }

        _closed.NowMs = timeMs;
        foreach (var protection in _protections)
        {
            Lock(pair, protection.StopPair(_closed, pair, side));
        }

        foreach (var protection in _protections)
        {
            Lock(_all, protection.StopAll(_closed, side));
        }
    }

    private static int IndexOf(SignalSide? side) => side switch
    {
        null => Both,
        SignalSide.Long => 1,
        _ => 2,
    };

    private bool Holds(int pair, long timeMs, SignalSide? side)
    {
        var end = Math.Max(EndOf(pair, side), EndOf(_all, side));
        return _closed.Rules.HasNewProtections ? end > timeMs : end >= timeMs;
    }

    private long EndOf(int pair, SignalSide? side) => Math.Max(_ends[pair * Sides], _ends[(pair * Sides) + IndexOf(side)]);

    private void Lock(int pair, ProtectionLock? wanted)
    {
        // A lock that holds until then is not prolonged, not even to the end of its candle.
        if (wanted is not { } made || Holds(pair, made.UntilMs, made.Side))
        {
            return;
        }

        var end = made.UntilMs - (made.UntilMs % _closed.CandleMs) + _closed.CandleMs;
        ref var held = ref _ends[(pair * Sides) + IndexOf(made.Side)];
        held = Math.Max(held, end);
    }
}
