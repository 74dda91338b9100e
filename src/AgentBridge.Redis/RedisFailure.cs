using System.Globalization;
using System.Net.Sockets;
using AgentBridge.Schema;
using StackExchange.Redis;

namespace AgentBridge.Redis;

/// <summary>What the client library throws, as one line that a trader can act on; never with the password.</summary>
internal static class RedisFailure
{
    private const int LongestQuote = 200;

    /// <summary>Whether the server or the way to it failed; anything else is a bug of ours.</summary>
    public static bool IsKnown(Exception failure) =>
        failure is RedisException or RedisCommandException or TimeoutException or OperationCanceledException or SocketException or IOException or ObjectDisposedException;

    /// <summary>The exception for callers.</summary>
    public static TransportException Translate(Exception failure, RedisOptions options) => failure switch
    {
        RedisServerException refused => new TransportException(Refused(refused.Message, options), failure),
        OperationCanceledException or TimeoutException => new TransportException(Silent(options), failure),
        SocketException => new TransportException(Unreachable(options), failure),
        RedisConnectionException lost => new TransportException(Lost(lost, options), failure),
        _ => new TransportException($"{options.Place} can't be used: {OneLine(failure.Message)}", failure),
    };

    /// <summary>Whether the connection is of no use after this; a server that answers, be it with an error, keeps it.</summary>
    public static bool EndsConnection(Exception failure) => failure is not RedisServerException;

    private static string Refused(string message, RedisOptions options) => message switch
    {
        _ when Has(message, "READONLY") => $"{options.Place} takes no writes: it is a read-only replica; publish to its master",
        _ when Has(message, "OOM") => $"{options.Place} is full (maxmemory with noeviction): raise maxmemory or make room",
        _ when Has(message, "WRONGTYPE") =>
            string.Create(CultureInfo.InvariantCulture, $"{options.Place}: another program keeps something else under the name {options.ListName} in database {options.Database}: choose another list name or database"),
        _ when Has(message, "DB index") =>
            string.Create(CultureInfo.InvariantCulture, $"{options.Place} has no database {options.Database}"),
        _ when Has(message, "NOAUTH") || Has(message, "WRONGPASS") => Password(options),
        _ => $"{options.Place} refuses: {OneLine(message)}",
    };

    private static string Lost(RedisConnectionException lost, RedisOptions options)
    {
        if (lost.FailureType == ConnectionFailureType.AuthenticationFailure || Has(lost.Message, "AuthenticationFailure") || Has(lost.Message, "authentication failure"))
        {
            return Password(options);
        }

        // The library's words for "connected by TCP, no answer to the handshake" name no failure at all.
        return lost.FailureType == ConnectionFailureType.UnableToConnect && !Has(lost.Message, "Failure on")
            ? Silent(options)
            : Unreachable(options);
    }

    private static string Unreachable(RedisOptions options) => $"{options.Place} can't be reached: is it running, and are host and port right?";

    private static string Password(RedisOptions options) => string.IsNullOrEmpty(options.Password)
        ? $"{options.Place} asks for a password and none is set"
        : $"{options.Place} refuses the password";

    private static string Silent(RedisOptions options) =>
        string.Create(CultureInfo.InvariantCulture, $"{options.Place} did not answer within {options.Timeout.TotalMilliseconds:0} ms: stalled, overloaded, or the network is gone");

    private static bool Has(string message, string part) => message.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static string OneLine(string message)
    {
        var line = string.Join(' ', message.Split(['\r', '\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestQuote ? line : string.Concat(line.AsSpan(0, LongestQuote), "…");
    }
}
