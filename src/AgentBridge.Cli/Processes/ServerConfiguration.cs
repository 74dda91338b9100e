using System.Globalization;
using System.Text;

namespace AgentBridge.Cli;

/// <summary>The settings of a private server, in redis.conf's syntax.</summary>
internal static class ServerConfiguration
{
    public static string Text(RedisServerOptions options, int port, string logFile) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        bind 127.0.0.1
        protected-mode yes
        port {port}
        daemonize no
        save ""
        appendonly no
        dir {Quote(Path.GetFullPath(options.RunFolder))}
        logfile {Quote(logFile)}
        requirepass {Quote(options.Password)}

        """);

    /// <summary>A quoted argument, in the syntax of configuration and command lines; every byte that is not a plain ASCII character as \xHH.</summary>
    public static string Quote(string value)
    {
        var quoted = new StringBuilder("\"");
        foreach (var octet in Encoding.UTF8.GetBytes(value))
        {
            _ = octet is > 0x20 and < 0x7F and not ((byte)'"' or (byte)'\\')
                ? quoted.Append((char)octet)
                : quoted.Append(CultureInfo.InvariantCulture, $"\\x{octet:x2}");
        }

        return quoted.Append('"').ToString();
    }
}
