using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>
/// Random bits that a seed determines, on every machine and in every version: SplitMix64 (G. Steele, D. Lea, C. Flood, "Fast Splittable Pseudorandom Number
/// Generators", 2014). The n-th number is the mixed seed + n steps, so that a walk can begin anywhere.
/// </summary>
internal struct SplitMix64(ulong seed)
{
    /// <summary>What each number adds to the state.</summary>
    public const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    /// <summary>The next 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Next() => Mixed(unchecked(_state += Step));

    /// <summary>Leaves numbers out.</summary>
    public void Skip(long count) => _state += unchecked(Step * (ulong)count);

    /// <summary>Bits of which each depends on all of the given ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mixed(ulong bits)
    {
        unchecked
        {
            bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
            bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
            return bits ^ (bits >> 31);
        }
    }
}
