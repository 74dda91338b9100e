using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using AgentBridge.Schema;

namespace AgentBridge.Engine;

/// <summary>
/// Where Redis is: <c>redis://[:password@]host[:port][/db]</c>. A user name other than <c>default</c> (ACL) and <c>rediss://</c> (TLS) are
/// refused; use a tunnel (stunnel, ssh) for TLS. An IPv6 address is in brackets. Prints itself without the password.
/// The Python side reads the same: <c>schema/corpus/redis-urls.json</c> lists what both accept and reject.
/// </summary>
public sealed record RedisUrl
{
    /// <summary>Redis's own port.</summary>
    public const int DefaultPort = 6379;

    /// <summary>The spelling, for messages and tables.</summary>
    public const string Form = "redis://[:password@]host[:port][/db], port 1 to 65535, db 0 to 1023";

    private const string Scheme = "redis://";
    private const int LongestNumber = 10;

    private RedisUrl(string host, int port, int database, SecretText? password) =>
        (Host, Port, Database, Password) = (host, port, database, password);

    /// <summary>The server's name or address; an IPv6 address without its brackets.</summary>
    public string Host { get; }

    /// <summary>The port, from 1 to 65535.</summary>
    public int Port { get; }

    /// <summary>The database's number, from 0 to 1023; 0 if the URL has none.</summary>
    public int Database { get; }

    /// <summary>The password; <see langword="null"/> if there is none.</summary>
    public SecretText? Password { get; }

    /// <summary>The server on this machine, at the usual port.</summary>
    public static RedisUrl Local { get; } = new("127.0.0.1", DefaultPort, 0, null);

    /// <summary>Reads a URL.</summary>
    /// <param name="text">The URL to parse.</param>
    /// <param name="url">The URL; <see langword="null"/> if the text is not one.</param>
    /// <param name="problem">What is wrong, without any part of the text (it may contain a password).</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out RedisUrl? url, [NotNullWhen(false)] out string? problem)
    {
        url = null;
        problem = Parse(text ?? string.Empty, ref url);
        return problem is null && url is not null;
    }

    /// <summary>The URL with <c>***</c> for the password.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Scheme}{(Password is null ? string.Empty : $":{Password}@")}{HostName.WithPort(Host, Port)}/{Database}");

    private static string? Parse(string text, ref RedisUrl? url)
    {
        if (text.StartsWith("rediss://", StringComparison.Ordinal))
        {
            return "rediss:// (TLS) is not supported; use redis:// through a tunnel such as stunnel";
        }

        if (!text.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return "it does not start with redis://";
        }

        // A password may hold '/' or '@' unescaped only before the last '@'.
        var rest = text[Scheme.Length..];
        var at = rest.LastIndexOf('@');
        if (ReadPassword(at < 0 ? string.Empty : rest[..at], out var password) is { } wrong)
        {
            return wrong;
        }

        rest = rest[(at + 1)..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var database = 0;
        if (slash >= 0 && slash < rest.Length - 1 && !IsNumber(rest[(slash + 1)..], 0, RedisDatabase.Most, out database))
        {
            return "its database is not a number from 0 to 1023";
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
                return "its port is not a number from 1 to 65535";
            }

            server = server[..colon];
        }

        var host = server.StartsWith('[') && server.EndsWith(']') ? server[1..^1] : server;
        if (!HostName.IsValid(host) || host.Contains(':', StringComparison.Ordinal) != (bracket >= 0))
        {
            return "its host is not a name or address; an IPv6 address must be in brackets";
        }

        url = new RedisUrl(host, port, database, password);
        return null;
    }

    private static string? ReadPassword(string userInfo, out SecretText? password)
    {
        password = null;
        var colon = userInfo.IndexOf(':', StringComparison.Ordinal);
        if ((colon < 0 ? userInfo : userInfo[..colon]) is not ("" or "default"))
        {
            return "its user name is not supported; write redis://:password@host";
        }

        if (colon < 0 || colon == userInfo.Length - 1)
        {
            return null;
        }

        var text = Unescape(userInfo[(colon + 1)..]);
        password = text is null ? null : new SecretText(text);
        return text is null ? "its password is not UTF-8 after decoding %XX; write % as %25" : null;
    }

    /// <summary>Decodes %XX; a % without two hexadecimal digits is literal.</summary>
    private static string? Unescape(string text)
    {
        var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        try
        {
            var bytes = new List<byte>();
            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
                {
                    bytes.Add(byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                    i += 2;
                }
                else
                {
                    var length = char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 2 : 1;
                    bytes.AddRange(strict.GetBytes(text.Substring(i, length)));
                    i += length - 1;
                }
            }

            return strict.GetString([.. bytes]);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsNumber(string text, int from, int to, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && text.Length <= LongestNumber && number >= from && number <= to;
}
