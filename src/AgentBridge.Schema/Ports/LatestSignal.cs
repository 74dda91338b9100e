using System.Runtime.InteropServices;

namespace AgentBridge.Schema;

/// <summary>
/// The rule of every fetch: pass it the messages from the latest pushed to the oldest, and it keeps the newest fresh signal
/// of one symbol. Greatest timestamp wins; of equal ones the latest pushed. Of messages with one decision_id and different values
/// the first published counts, as for every trading host; the later ones are conflicts, whatever symbol or age they claim.
/// </summary>
public sealed class LatestSignal
{
    /// <summary>How far ahead of the clock a timestamp may be (included).</summary>
    public static readonly TimeSpan MaxSkew = TimeSpan.FromSeconds(5);

    private readonly string _symbol;
    private readonly DateTimeOffset _now;
    private readonly TimeSpan _maxAge;
    private readonly Dictionary<Guid, Decision> _decisions = [];
    private SkippedMessages _skipped;
    private Guid? _conflictOf;
    private int _looks;

    /// <summary>A search that has seen no message.</summary>
    /// <param name="symbol">The pair, such as <c>BTC/USDT</c>.</param>
    /// <param name="now">The clock's instant for the whole search.</param>
    /// <param name="maxAgeSec">The maximum age in seconds, ≥ 0.</param>
    public LatestSignal(string symbol, DateTimeOffset now, int maxAgeSec)
    {
        ArgumentException.ThrowIfNullOrEmpty(symbol);
        ArgumentOutOfRangeException.ThrowIfNegative(maxAgeSec);
        _symbol = symbol;
        _now = now;
        _maxAge = TimeSpan.FromSeconds(maxAgeSec);
    }

    /// <summary>The result so far.</summary>
    public FetchResult Result
    {
        get
        {
            var skipped = _skipped;
            Decision? best = null;
            foreach (var decision in _decisions.Values)
            {
                if (!Passes(decision, ref skipped))
                {
                    continue;
                }

                if (best is not { } held || decision.Signal.Timestamp > held.Signal.Timestamp || (decision.Signal.Timestamp == held.Signal.Timestamp && decision.Place < held.Place))
                {
                    best = decision;
                }
            }

            return new(best?.Signal, skipped) { ConflictOf = _conflictOf };
        }
    }

    /// <summary>Whether a signal of that age may be used: −5 s ≤ now − timestamp ≤ maxAge.</summary>
    /// <param name="timestamp">The signal's timestamp.</param>
    /// <param name="now">The clock's instant.</param>
    /// <param name="maxAge">The maximum age, included.</param>
    public static bool IsFresh(DateTimeOffset timestamp, DateTimeOffset now, TimeSpan maxAge) =>
        now - timestamp >= -MaxSkew && now - timestamp <= maxAge;

    /// <summary>Looks at one message.</summary>
    /// <param name="message">As the channel holds it, valid or not.</param>
    public void Look(ReadOnlySpan<byte> message)
    {
        _looks++;
        if (message.Length > SignalJson.MaxMessageBytes)
        {
            PassOverTooLarge(1);
        }
        else if (!SignalJson.TryRead(message, out var signal, out _))
        {
            _skipped = _skipped with { Malformed = _skipped.Malformed + 1 };
        }
        else
        {
            Take(signal);
        }
    }

    /// <summary>Counts messages that a channel skipped because of their size without returning them.</summary>
    /// <param name="count">How many, ≥ 0.</param>
    public void PassOverTooLarge(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        _skipped = _skipped with { TooLarge = _skipped.TooLarge + count };
    }

    private void Take(TradingSignal signal)
    {
        ref var held = ref CollectionsMarshal.GetValueRefOrAddDefault(_decisions, signal.DecisionId, out var known);
        if (!known)
        {
            held = new Decision(signal, _looks, 1);
        }
        else if (held.Signal == signal)
        {
            held = held with { Copies = held.Copies + 1 };
        }
        else
        {
            // This one was published before those seen so far: it is the decision, they are conflicts.
            _skipped = _skipped with { Conflicting = _skipped.Conflicting + held.Copies };
            _conflictOf ??= signal.DecisionId;
            held = new Decision(signal, _looks, 1);
        }
    }

    private bool Passes(Decision decision, ref SkippedMessages skipped)
    {
        var (signal, _, copies) = decision;
        if (!string.Equals(signal.Symbol, _symbol, StringComparison.Ordinal))
        {
            skipped = skipped with { OtherSymbol = skipped.OtherSymbol + copies };
            return false;
        }

        if (!IsFresh(signal.Timestamp, _now, _maxAge))
        {
            skipped = signal.Timestamp > _now ? skipped with { Future = skipped.Future + copies } : skipped with { Stale = skipped.Stale + copies };
            return false;
        }

        return true;
    }

    /// <summary>A decision with the values of the first message known for it; the place counts from the latest pushed.</summary>
    private readonly record struct Decision(TradingSignal Signal, int Place, int Copies);
}
