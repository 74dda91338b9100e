using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using AgentBridge.Schema;

namespace AgentBridge.Redis;

/// <summary>The location of a Redis signal list and the timeout of its calls. <c>ToString</c> never shows the password.</summary>
public sealed record RedisOptions
{
    /// <summary>How these options are read and checked.</summary>
    public static OptionsModel<RedisOptions> Model { get; } = OptionsModel.Build("Redis", static () => new RedisOptions(), OptionTypes.Settings);

    /// <summary>The default port.</summary>
    public const int DefaultPort = 6379;

    /// <summary>A name, an IPv4 address or an IPv6 address (without brackets).</summary>
    /// <value><c>127.0.0.1</c> by default.</value>
    [Host, Description("the server")]
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The TCP port.</summary>
    /// <value>From 1 to 65,535; 6379 by default.</value>
    [Range(1, 65_535), Description("the server's port")]
    public int Port { get; init; } = DefaultPort;

    /// <summary>The password of the server's default user; <see langword="null"/> or empty if it requires none.</summary>
    public string? Password { get; init; }

    /// <summary>The database.</summary>
    /// <value>From 0 to 1023; 0 by default. One that the server does not have is refused when connecting.</value>
    [Range(0, RedisDatabase.Most), Description("the database")]
    public int Database { get; init; }

    /// <summary>The list's name. The ids are keys under <c>{name}:id:</c>, the wake-up channel is <c>{name}:wake</c>.</summary>
    /// <value>1 to 100 of letters, digits and <c>_ . : -</c>; <c>signals</c> by default.</value>
    [Letters(Schema.ListName.Longest, Schema.ListName.Others), Description("the name of the Redis list")]
    public string ListName { get; init; } = "signals";

    /// <summary>The number of latest messages that the list keeps and a fetch reads.</summary>
    /// <value>From 10 to 100,000; 1,000 by default.</value>
    [Range(ChannelSize.Least, ChannelSize.Most), Description("how many signals the channel keeps")]
    public int MaxSignals { get; init; } = ChannelSize.Standard;

    /// <summary>The maximum duration of one publication or fetch, including the connection.</summary>
    /// <value>From 50 ms to 60 s; 2 s by default.</value>
    [Range(0.05, 60.0), Description("how long one publication or one fetch may take, connecting included")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The name of the channel that a publication wakes.</summary>
    public string WakeChannel => $"{{{ListName}}}:wake";

    /// <summary>Server and database as shown in messages.</summary>
    internal string Place => SentBy is null
        ? $"Redis at {HostName.WithPort(Host, Port)}"
        : $"Redis at {HostName.WithPort(SentBy.Host, SentBy.Port)}, whose cluster holds the list at {HostName.WithPort(Host, Port)},";

    /// <summary>The server of a cluster that was named, where it has sent to this one.</summary>
    internal RedisOptions? SentBy { get; init; }

    [SuppressMessage("CodeQuality", "IDE0051", Justification = "The record's ToString calls it; without it the password would be printed.")]
    private bool PrintMembers(StringBuilder builder)
    {
        _ = builder.Append(CultureInfo.InvariantCulture, $"{Place}/{Database}, list {ListName}, max {MaxSignals}, timeout {Timeout}");
        return true;
    }
}
