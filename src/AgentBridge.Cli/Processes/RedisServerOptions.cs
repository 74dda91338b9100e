namespace AgentBridge.Cli;

/// <summary>Settings of a private redis-server.</summary>
public sealed record RedisServerOptions
{
    /// <summary>Its working folder, created if missing; only <c>redis.log</c> is written to it.</summary>
    public required string RunFolder { get; init; }

    /// <summary>The password that clients must give. It reaches the server through its standard input, so neither a file nor the process list shows it.</summary>
    public required string Password { get; init; }

    /// <summary>The port on 127.0.0.1.</summary>
    /// <value>From 0 to 65,535; 0, the default, is any free one.</value>
    public int Port { get; init; }

    /// <summary>How long it may take to answer after the start.</summary>
    /// <value>10 s by default.</value>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long it may take to end before it is killed.</summary>
    /// <value>3 s by default.</value>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Says where, not the password.</summary>
    public override string ToString() => $"redis-server in {RunFolder}";
}
