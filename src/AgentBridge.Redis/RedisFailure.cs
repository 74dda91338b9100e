using System.Globalization;
using System.Net.Sockets;
using AgentBridge.Schema;
using StackExchange.Redis;

namespace AgentBridge.Redis;

/// <summary>Describes a failure in one line that a trader can act on: with the server's own words if there are any, and never with the password.</summary>
internal static class RedisFailure
{
    private const int LongestQuote = 200;

    /// <summary>The text with which a server appends parts of the command, which may contain the password.</summary>
    private const string Quoted = ", with args beginning with";

    /// <summary>Whether the server or the connection to it failed; anything else is a bug in AgentBridge.</summary>
    public static bool IsKnown(Exception failure) =>
        failure is RedisException or RedisCommandException or TimeoutException or OperationCanceledException or SocketException or IOException or ObjectDisposedException or NotRedisException or RedisRefusalException;

    /// <summary>The server's own words, if it answered.</summary>
    public static string? WordsOf(Exception? failure) => failure switch
    {
        null => null,
        RedisRefusalException or RedisServerException => failure.Message,
        AggregateException several => several.InnerExceptions.Select(WordsOf).FirstOrDefault(words => words is not null),
        _ => WordsOf(failure.InnerException),
    };

    /// <summary>Whether another server of the cluster holds the list; the call had no effect.</summary>
    public static bool IsMoved(Exception failure) =>
        (WordsOf(failure) is { } words && RedisHandshake.IsMoved(words)) || (failure is RedisException && failure.Message.Contains("serving hashslot", StringComparison.Ordinal));

    /// <summary>The kind of a failure, for measurements.</summary>
    public static string TypeOf(Exception failure) => failure switch
    {
        _ when WordsOf(failure) is not null => "refused",
        OperationCanceledException or TimeoutException => "timeout",
        NotRedisException => "protocol",
        _ => "connection",
    };

    /// <summary>The exception for callers.</summary>
    public static TransportException Translate(Exception failure, RedisOptions options) => new(
        failure switch
        {
            _ when WordsOf(failure) is { } words => Refused(words, options),
            OperationCanceledException or TimeoutException => Silent(options),
            SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => $"{options.Place} can't be reached: the host name has no address",
            NotRedisException => $"{options.Place} answers, but not as Redis does: is it a Redis server without TLS?",
            EndOfStreamException => $"{options.Place} ended the connection without an answer",
            RedisConnectionException { FailureType: ConnectionFailureType.SocketClosed or ConnectionFailureType.SocketFailure or ConnectionFailureType.InternalFailure } =>
                $"{options.Place} can't be reached any more: the connection closed before an answer arrived",
            _ => $"{options.Place} can't be reached: is it running, and are host and port right?",
        },
        failure);

    /// <summary>
    /// Whether the connection is unusable after this. A server that answers, even with an error, keeps it; one that accepts no more
    /// writes may have handed its name on.
    /// </summary>
    public static bool EndsConnection(Exception failure) => WordsOf(failure) is not { } words || Has(words, "READONLY");

    private static string Refused(string words, RedisOptions options)
    {
        var quote = OneLine(words, options);
        return words switch
        {
            _ when Has(words, "OOM command") => $"{options.Place} is full (maxmemory with noeviction): raise maxmemory or make room ({quote})",
            _ when Has(words, "WRONGTYPE") =>
                string.Create(CultureInfo.InvariantCulture, $"{options.Place}: another program keeps something else under the name {options.ListName} in database {options.Database}: choose another list name or database ({quote})"),
            _ when Has(words, "DB index") => string.Create(CultureInfo.InvariantCulture, $"{options.Place} has no database {options.Database} ({quote})"),
            _ when Has(words, "READONLY") => $"{options.Place} takes no writes: it is a read-only replica; publish to its master ({quote})",
            _ when Has(words, "NOAUTH") => $"{options.Place} asks for a password and none is set ({quote})",
            _ when Has(words, "WRONGPASS") || Has(words, "invalid password") || Has(words, "without any password") => $"{options.Place} refuses the password ({quote})",
            _ => $"{options.Place} refuses: {quote}",
        };
    }

    private static string Silent(RedisOptions options) =>
        string.Create(CultureInfo.InvariantCulture, $"{options.Place} did not answer within {options.Timeout.TotalMilliseconds:0} ms: stalled, overloaded, or the network is gone");

    private static bool Has(string words, string part) => words.Contains(part, StringComparison.Ordinal);

    private static string OneLine(string words, RedisOptions options)
    {
        var cut = words.IndexOf(Quoted, StringComparison.OrdinalIgnoreCase);
        var shown = cut < 0 ? words : words[..cut];
        shown = string.IsNullOrEmpty(options.Password) ? shown : shown.Replace(options.Password, "***", StringComparison.Ordinal);
        var line = string.Join(' ', shown.Split([.. shown.Where(c => char.IsControl(c) || c == ' ').Distinct()], StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestQuote ? line : string.Concat(line.AsSpan(0, LongestQuote), "…");
    }
}
