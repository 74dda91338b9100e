using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AgentBridge.Schema;

namespace AgentBridge.Redis;

/// <summary>The location of a Redis signal list and the timeout of its calls. <c>ToString</c> never shows the password.</summary>
public sealed partial record RedisOptions
{
    /// <summary>The default port.</summary>
    public const int DefaultPort = 6379;

    /// <summary>A name, an IPv4 address or an IPv6 address (without brackets).</summary>
    /// <value><c>127.0.0.1</c> by default.</value>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The TCP port.</summary>
    /// <value>From 1 to 65,535; 6379 by default.</value>
    public int Port { get; init; } = DefaultPort;

    /// <summary>The password of the server's default user; <see langword="null"/> or empty where it asks for none.</summary>
    public string? Password { get; init; }

    /// <summary>The database.</summary>
    /// <value>≥ 0; 0 by default. One that the server does not have is refused when connecting.</value>
    public int Database { get; init; }

    /// <summary>The list's name. The ids are keys under <c>{name}:id:</c>, the wake-up channel is <c>{name}:wake</c>.</summary>
    /// <value>1 to 100 of letters, digits and <c>_ . : -</c>; <c>signals</c> by default.</value>
    public string ListName { get; init; } = "signals";

    /// <summary>The number of latest messages that the list keeps and a fetch reads.</summary>
    /// <value>From 10 to 100,000; 1,000 by default.</value>
    public int MaxSignals { get; init; } = 1000;

    /// <summary>The maximum duration of one publication or fetch, including the connection.</summary>
    /// <value>From 50 ms to 60 s; 2 s by default.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The name of the channel that a publication wakes.</summary>
    public string WakeChannel => $"{{{ListName}}}:wake";

    /// <summary>Server and database as shown in messages.</summary>
    internal string Place => SentBy is null
        ? $"Redis at {HostName.WithPort(Host, Port)}"
        : $"Redis at {HostName.WithPort(SentBy.Host, SentBy.Port)}, whose cluster holds the list at {HostName.WithPort(Host, Port)},";

    /// <summary>The server of a cluster that was named, where it has sent to this one.</summary>
    internal RedisOptions? SentBy { get; init; }

    /// <summary>The first invalid option, in one line without the password; <see langword="null"/> if all are valid.</summary>
    public string? Problem() => this switch
    {
        { Host: null or "" } => "Redis: the host is empty",
        _ when !HostName.IsValid(Host) => "Redis: the host must be a name, an IPv4 address or an IPv6 address",
        { Port: < 1 or > 65_535 } => "Redis: the port must be from 1 to 65535",
        { Database: < 0 } => "Redis: the database must be 0 or more",
        _ when ListName is null || !ListNames().IsMatch(ListName) => "Redis: the list's name must be 1 to 100 of letters, digits and _ . : -",
        { MaxSignals: < 10 or > 100_000 } => "Redis: the number of kept signals must be from 10 to 100000",
        _ when Timeout < TimeSpan.FromMilliseconds(50) || Timeout > TimeSpan.FromSeconds(60) => "Redis: the timeout must be from 50 ms to 60 s",
        _ => null,
    };

    [GeneratedRegex(@"^[A-Za-z0-9_.:-]{1,100}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ListNames();

    [SuppressMessage("CodeQuality", "IDE0051", Justification = "The record's ToString calls it; without it the password would be printed.")]
    private bool PrintMembers(StringBuilder builder)
    {
        _ = builder.Append(CultureInfo.InvariantCulture, $"{Place}/{Database}, list {ListName}, max {MaxSignals}, timeout {Timeout}");
        return true;
    }
}
