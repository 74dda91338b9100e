namespace AgentBridge.Cli.Fuzzing;

/// <summary>SplitMix64: the same numbers from the same seed on every machine and runtime, which a report's seed promises.</summary>
internal sealed class FuzzRandom(ulong seed)
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    /// <summary>The random generator of one message, so that any message can be reproduced without those before it.</summary>
    public static FuzzRandom ForMessage(int seed, long index) => new(Mix((uint)seed + Step) ^ Mix((ulong)index));

    /// <summary>A number from 0 up to below <paramref name="limit"/>; the bias at such small limits does not matter here.</summary>
    public int Next(int limit) => (int)(NextBits() % (ulong)limit);

    /// <summary>A number from <paramref name="low"/> up to and including <paramref name="high"/>.</summary>
    public int Between(int low, int high) => low + Next(high - low + 1);

    public bool Chance(int percent) => Next(100) < percent;

    public T Pick<T>(IReadOnlyList<T> items) => items[Next(items.Count)];

    public ulong NextBits() => Mix(_state += Step);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
