namespace AgentBridge.Engine.FileChannel;

/// <summary>Where a file channel lies and how much it keeps.</summary>
public sealed record FileChannelOptions
{
    /// <summary>The folder. It is made by the first publication; once it was there, its absence is a failure.</summary>
    public required string Folder { get; init; }

    /// <summary>How many of the newest lines are kept, over all days, and how many a fetch looks at.</summary>
    /// <value>From 10 to 100,000; 1,000 by default.</value>
    public int MaxSignals { get; init; } = 1000;

    /// <summary>How long a publication waits for another writer.</summary>
    /// <value>From 50 ms to 60 s; 2 s by default.</value>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What is wrong with the options, in one line; <see langword="null"/> where nothing is.</summary>
    public string? Problem() => this switch
    {
        { Folder: null or "" } => "file channel: the folder is empty",
        { MaxSignals: < 10 or > 100_000 } => "file channel: the number of kept signals must be from 10 to 100000",
        _ when LockTimeout < TimeSpan.FromMilliseconds(50) || LockTimeout > TimeSpan.FromSeconds(60) => "file channel: the lock timeout must be from 50 ms to 60 s",
        _ => null,
    };
}
