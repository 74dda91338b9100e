namespace AgentBridge.Market;

/// <summary>Why a candle source could not answer.</summary>
public enum CandleSourceError
{
    /// <summary>Unspecified.</summary>
    Unspecified = 0,

    /// <summary>The file or the exchange's answer has the wrong content (bad row, wrong symbol, wrong timeframe).</summary>
    BadData,

    /// <summary>The file is missing or can't be read.</summary>
    NotFound,

    /// <summary>The exchange or the network does not answer, or answers with errors only.</summary>
    Unavailable,

    /// <summary>The candles are too old (CANDLES_STALE).</summary>
    Stale,
}

/// <summary>A candle source could not answer; the message names the place (file and row, or URL), the value and, where possible, a remedy.</summary>
public sealed class CandleSourceException : Exception
{
    private static readonly IReadOnlyDictionary<string, string> EmptyValues = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Creates an error.</summary>
    /// <param name="error">The kind of failure.</param>
    /// <param name="message">One line: the place, the value, the remedy.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public CandleSourceException(CandleSourceError error, string message, Exception? innerException = null)
        : base(message, innerException) => Error = error;

    /// <summary>The kind of error.</summary>
    public CandleSourceError Error { get; }

    /// <summary>The cause, one of <see cref="CandleCodes"/>; <see langword="null"/> if the message is complete without one.</summary>
    public string? Code { get; init; }

    /// <summary>The values that belong to the code, by name; empty if there is no code.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = EmptyValues;

    /// <summary>How long the source must not be called; until then every call fails with this error, and nothing is sent.</summary>
    /// <value><see langword="null"/> if no wait was requested.</value>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the same request will get the same answer for a while (no such symbol, refused in this region, a redirect), so that retrying soon is pointless.</summary>
    public bool IsFinal { get; init; }

    /// <summary>The same error with a code and its values.</summary>
    /// <param name="code">One of <see cref="CandleCodes"/>.</param>
    /// <param name="values">Names and values, as the code lists them.</param>
    public CandleSourceException As(string code, params ReadOnlySpan<(string Name, string Value)> values)
    {
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            named[name] = value;
        }

        return new CandleSourceException(Error, Message, InnerException) { Code = code, Values = named, RetryAfter = RetryAfter, IsFinal = IsFinal };
    }
}
