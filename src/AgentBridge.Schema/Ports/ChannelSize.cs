namespace AgentBridge.Schema;

/// <summary>How many signals a channel may keep: the same for Redis and files, for writers and readers.</summary>
public static class ChannelSize
{
    /// <summary>The fewest.</summary>
    public const int Least = 10;

    /// <summary>The most.</summary>
    public const int Most = 100_000;

    /// <summary>The default.</summary>
    public const int Standard = 1000;
}

/// <summary>The databases of a Redis server.</summary>
public static class RedisDatabase
{
    /// <summary>The maximum number; the minimum is 0.</summary>
    public const int Most = 1023;
}

/// <summary>The characters of the name of a Redis list of signals, besides letters and digits.</summary>
public static class ListName
{
    /// <summary>The maximum length; the minimum is 1.</summary>
    public const int Longest = 100;

    /// <summary>The characters.</summary>
    public const string Others = "_.:-";
}
