using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace AgentBridge.Engine;

/// <summary>
/// Where Redis is: <c>redis://[:password@]host[:port][/db]</c>. A user name other than <c>default</c> (ACL) and <c>rediss://</c> (TLS) are
/// refused: the Redis client of this version speaks neither; a tunnel (stunnel, ssh) serves for TLS. Prints itself without the password.
/// </summary>
public sealed record RedisUrl
{
    /// <summary>Redis's own port.</summary>
    public const int DefaultPort = 6379;

    /// <summary>The spelling, for messages and tables.</summary>
    public const string Form = "redis://[:password@]host[:port][/db], port 1 to 65535, db 0 to 1023";

    private const string Scheme = "redis://";

    private RedisUrl(string host, int port, int database, SecretText? password) =>
        (Host, Port, Database, Password) = (host, port, database, password);

    /// <summary>The server's name or address; an IPv6 address without its brackets.</summary>
    public string Host { get; }

    /// <summary>The port, from 1 to 65535.</summary>
    public int Port { get; }

    /// <summary>The database's number, from 0 to 1023; 0 where the URL names none.</summary>
    public int Database { get; }

    /// <summary>The password; <see langword="null"/> where there is none.</summary>
    public SecretText? Password { get; }

    /// <summary>The server on this machine, at the usual port.</summary>
    public static RedisUrl Local { get; } = new("127.0.0.1", DefaultPort, 0, null);

    /// <summary>Reads a URL.</summary>
    /// <param name="text">The text.</param>
    /// <param name="url">The URL; <see langword="null"/> where the text is none.</param>
    /// <param name="problem">What is wrong, without any part of the text (it may hold a password).</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out RedisUrl? url, [NotNullWhen(false)] out string? problem)
    {
        url = null;
        problem = Parse(text ?? string.Empty, ref url);
        return problem is null && url is not null;
    }

    /// <summary>The URL with <c>***</c> for the password.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Scheme}{(Password is null ? string.Empty : $":{Password}@")}{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}/{Database}");

    private static string? Parse(string text, ref RedisUrl? url)
    {
        if (text.StartsWith("rediss://", StringComparison.Ordinal))
        {
            return "rediss:// (TLS) is not supported; use redis:// through a tunnel such as stunnel";
        }

        if (!text.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return "it does not begin with redis://";
        }

        // A password may hold '/' or '@' unescaped only before the last '@'.
        var rest = text[Scheme.Length..];
        var at = rest.LastIndexOf('@');
        if (!TryPassword(at < 0 ? string.Empty : rest[..at], out var password))
        {
            return "its user name is not supported; write redis://:password@host";
        }

        rest = rest[(at + 1)..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var database = 0;
        if (slash >= 0 && slash < rest.Length - 1 && !IsNumber(rest[(slash + 1)..], 0, 1023, out database))
        {
            return "its database is no number from 0 to 1023";
        }

        return ParseServer(slash < 0 ? rest : rest[..slash], database, password, ref url);
    }

    private static string? ParseServer(string server, int database, SecretText? password, ref RedisUrl? url)
    {
        var bracket = server.LastIndexOf(']');
        var colon = server.LastIndexOf(':');
        var port = DefaultPort;
        if (colon > bracket)
        {
            if (!IsNumber(server[(colon + 1)..], 1, 65535, out port))
            {
                return "its port is no number from 1 to 65535";
            }

            server = server[..colon];
        }

        var host = server.StartsWith('[') && server.EndsWith(']') ? server[1..^1] : server;
        var kind = Uri.CheckHostName(host);
        if (kind == UriHostNameType.Unknown || (kind == UriHostNameType.IPv6) != (bracket >= 0))
        {
            return "its host is no name or address";
        }

        url = new RedisUrl(host, port, database, password);
        return null;
    }

    private static bool TryPassword(string userInfo, out SecretText? password)
    {
        password = null;
        var colon = userInfo.IndexOf(':', StringComparison.Ordinal);
        var user = colon < 0 ? userInfo : userInfo[..colon];
        if (user is not ("" or "default"))
        {
            return false;
        }

        if (colon >= 0 && colon < userInfo.Length - 1)
        {
            password = new SecretText(Uri.UnescapeDataString(userInfo[(colon + 1)..]));
        }

        return true;
    }

    private static bool IsNumber(string text, int from, int to, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= from && number <= to;
}
