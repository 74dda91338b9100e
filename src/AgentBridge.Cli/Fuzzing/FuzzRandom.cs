using AgentBridge.Market;

namespace AgentBridge.Cli.Fuzzing;

/// <summary>The same numbers from the same seed on every machine and runtime, which a report's seed promises.</summary>
internal sealed class FuzzRandom(ulong seed)
{
    private SplitMix64 _bits = new(seed);

    /// <summary>The random generator of one message, so that any message can be reproduced without those before it.</summary>
    public static FuzzRandom ForMessage(int seed, long index) => new(SplitMix64.Mixed((uint)seed + SplitMix64.Step) ^ SplitMix64.Mixed((ulong)index));

    /// <summary>A number from 0 up to below <paramref name="limit"/>; the bias at such small limits does not matter here.</summary>
    public int Next(int limit) => (int)(NextBits() % (ulong)limit);

    /// <summary>A number from <paramref name="low"/> up to and including <paramref name="high"/>.</summary>
    public int Between(int low, int high) => low + Next(high - low + 1);

    public bool Chance(int percent) => Next(100) < percent;

    public T Pick<T>(IReadOnlyList<T> items) => items[Next(items.Count)];

    public ulong NextBits() => _bits.Next();
}
