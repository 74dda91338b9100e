namespace AgentBridge.Schema;

/// <summary>
/// The rule of every fetch: feed it the messages from the latest pushed to the oldest, and it keeps the newest fresh signal
/// of one symbol. Greatest timestamp wins; of equal ones the latest pushed.
/// </summary>
public sealed class LatestSignal
{
    /// <summary>How far ahead of the clock a timestamp may be (included).</summary>
    public static readonly TimeSpan MaxSkew = TimeSpan.FromSeconds(5);

    private readonly string _symbol;
    private readonly DateTimeOffset _now;
    private readonly TimeSpan _maxAge;
    private SkippedMessages _skipped;
    private TradingSignal? _best;

    /// <summary>A search that has seen nothing.</summary>
    /// <param name="symbol">The pair.</param>
    /// <param name="now">The clock's instant for the whole search.</param>
    /// <param name="maxAgeSec">The greatest age in seconds, ≥ 0.</param>
    public LatestSignal(string symbol, DateTimeOffset now, int maxAgeSec)
    {
        ArgumentException.ThrowIfNullOrEmpty(symbol);
        ArgumentOutOfRangeException.ThrowIfNegative(maxAgeSec);
        _symbol = symbol;
        _now = now;
        _maxAge = TimeSpan.FromSeconds(maxAgeSec);
    }

    /// <summary>What was found so far.</summary>
    public FetchResult Result => new(_best, _skipped);

    /// <summary>Whether a signal of that age may be used: −5 s ≤ now − timestamp ≤ maxAge.</summary>
    /// <param name="timestamp">The signal's timestamp.</param>
    /// <param name="now">The clock's instant.</param>
    /// <param name="maxAge">The greatest age.</param>
    public static bool IsFresh(DateTimeOffset timestamp, DateTimeOffset now, TimeSpan maxAge) =>
        now - timestamp >= -MaxSkew && now - timestamp <= maxAge;

    /// <summary>Looks at one message.</summary>
    /// <param name="message">The bytes.</param>
    public void Look(ReadOnlySpan<byte> message)
    {
        if (message.Length > SignalJson.MaxMessageBytes)
        {
            _skipped = _skipped with { TooLarge = _skipped.TooLarge + 1 };
        }
        else if (!SignalJson.TryRead(message, out var signal, out _))
        {
            _skipped = _skipped with { Malformed = _skipped.Malformed + 1 };
        }
        else if (!string.Equals(signal.Symbol, _symbol, StringComparison.Ordinal))
        {
            _skipped = _skipped with { OtherSymbol = _skipped.OtherSymbol + 1 };
        }
        else if (!IsFresh(signal.Timestamp, _now, _maxAge))
        {
            _skipped = signal.Timestamp > _now ? _skipped with { Future = _skipped.Future + 1 } : _skipped with { Stale = _skipped.Stale + 1 };
        }
        else if (_best is null || signal.Timestamp > _best.Timestamp)
        {
            _best = signal;
        }
    }
}
