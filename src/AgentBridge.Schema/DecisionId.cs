using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace AgentBridge.Schema;

/// <summary>
/// The id of a decision: a name-based UUID (RFC 9562, version 5) of strategy, parameters and candle.
/// Neither the clock nor randomness is part of it, so deciding the same candle twice yields one decision.
/// </summary>
public static class DecisionId
{
    /// <summary>The namespace: v5(URL, "urn:agentbridge:decision:1").</summary>
    public static readonly Guid Namespace = new("004f56b3-2570-596c-9535-f4f0a10c0052");

    /// <summary>The id of a decision.</summary>
    /// <param name="generator">Name and version of the generator, such as <c>breakout/1</c>.</param>
    /// <param name="parameters">The generator's parameters as <see cref="FormatParameters"/> writes them.</param>
    /// <param name="symbol">The pair, such as <c>BTC/USDT</c>.</param>
    /// <param name="timeframe">The timeframe, such as <c>5m</c>.</param>
    /// <param name="candleOpenMs">The open of the deciding candle, in Unix milliseconds.</param>
    /// <exception cref="ArgumentException">A part is null or contains a <c>|</c>, which would allow two decisions to share an id.</exception>
    public static Guid Create(string generator, string parameters, string symbol, string timeframe, long candleOpenMs) =>
        new DecisionIdSeries(generator, parameters, symbol, timeframe).Create(candleOpenMs);

    /// <summary>Parameters in the form that enters the id: sorted by name (ordinal), <c>k=v</c> joined by <c>;</c>, numbers as in the canonical bytes.</summary>
    /// <param name="parameters">Names and values.</param>
    public static string FormatParameters(IEnumerable<KeyValuePair<string, double>> parameters) =>
        FormatTexts(parameters.Select(p => KeyValuePair.Create(p.Key, CanonicalNumber.Format(p.Value))));

    /// <summary>The same for values that are already text: numbers as in the canonical bytes, words, timeframes, pairs.</summary>
    /// <param name="parameters">Names and values, without <c>;</c>, <c>=</c> and <c>|</c>.</param>
    public static string FormatTexts(IEnumerable<KeyValuePair<string, string>> parameters) =>
        string.Join(';', parameters.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}"));

    /// <summary>The name-based UUID of RFC 9562, version 5 (SHA-1).</summary>
    /// <param name="namespaceId">The UUID that keeps equal names of different purposes apart.</param>
    /// <param name="name">The name, hashed as UTF-8.</param>
    public static Guid VersionFive(Guid namespaceId, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new NamePrefix(namespaceId, name).Name([]);
    }
}

/// <summary>
/// The ids of one generator on one pair and timeframe. Their names differ only in the candle, so the common part is hashed once.
/// </summary>
/// <threadsafety>Immutable; any number of threads may use it.</threadsafety>
public sealed class DecisionIdSeries
{
    private const int MaxDigits = 20;
    private readonly NamePrefix _prefix;

    /// <summary>The ids of a generator.</summary>
    /// <param name="generator">Name and version of the generator, such as <c>breakout/1</c>.</param>
    /// <param name="parameters">The generator's parameters as <see cref="DecisionId.FormatParameters"/> writes them.</param>
    /// <param name="symbol">The pair, such as <c>BTC/USDT</c>.</param>
    /// <param name="timeframe">The timeframe, such as <c>5m</c>.</param>
    /// <exception cref="ArgumentException">A part is null or contains a <c>|</c>, which would allow two decisions to share an id.</exception>
    public DecisionIdSeries(string generator, string parameters, string symbol, string timeframe)
    {
        RequirePart(generator);
        RequirePart(parameters);
        RequirePart(symbol);
        RequirePart(timeframe);
        _prefix = new NamePrefix(DecisionId.Namespace, $"{generator}|{parameters}|{symbol}|{timeframe}|");
    }

    /// <summary>The id of a decision.</summary>
    /// <param name="candleOpenMs">The open of the deciding candle, in Unix milliseconds.</param>
    public Guid Create(long candleOpenMs)
    {
        Span<byte> digits = stackalloc byte[MaxDigits];
        _ = candleOpenMs.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        return _prefix.Name(digits[..length]);
    }

    private static void RequirePart(string part, [CallerArgumentExpression(nameof(part))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(part, name);
        if (part.Contains('|', StringComparison.Ordinal))
        {
            throw new ArgumentException("A part of a decision's name must not contain the separator |.", name);
        }
    }
}

/// <summary>The common start of names in a namespace; its whole blocks are hashed in advance.</summary>
internal sealed class NamePrefix
{
    private readonly Sha1 _hashed;
    private readonly byte[] _rest;
    private readonly int _length;

    public NamePrefix(Guid namespaceId, string name)
    {
        var input = new byte[16 + Encoding.UTF8.GetByteCount(name)];
        _ = namespaceId.TryWriteBytes(input, bigEndian: true, out _);
        _ = Encoding.UTF8.GetBytes(name, input.AsSpan(16));
        var whole = input.Length / Sha1.BlockBytes * Sha1.BlockBytes;
        _hashed = Sha1.Start;
        _hashed.Add(input.AsSpan(0, whole));
        _rest = input[whole..];
        _length = input.Length;
    }

    /// <summary>The UUID of the name that ends with these bytes.</summary>
    /// <param name="end">At most 64 bytes.</param>
    public Guid Name(ReadOnlySpan<byte> end)
    {
        Span<byte> rest = stackalloc byte[2 * Sha1.BlockBytes];
        _rest.CopyTo(rest);
        end.CopyTo(rest[_rest.Length..]);
        Span<byte> hash = stackalloc byte[Sha1.HashBytes];
        var hashed = _hashed;
        hashed.Finish(rest[..(_rest.Length + end.Length)], _length + end.Length, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
