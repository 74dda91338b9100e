using System.Numerics;

namespace AgentBridge.Market;

/// <summary>
/// A seeded stream of numbers that is the same on every machine and in every version: splitmix64, and only operations that
/// IEEE 754 rounds the same everywhere (no exp, no log, no sin).
/// </summary>
internal struct SampleRandom(long seed)
{
    private SplitMix64 _bits = new(unchecked((ulong)seed));

    /// <summary>64 random bits.</summary>
    public ulong NextBits() => _bits.Next();

    /// <summary>Evenly spread, 0 included, 1 excluded.</summary>
    public double NextUniform() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Close to a normal number of mean 0 and deviation 1: how many of 64 coins fall heads, smoothed by a uniform part.</summary>
    public double NextNormal()
    {
        // Variance of 64 coins: 16; of the uniform part: 1/12.
        const double Deviation = 4.010403138;
        return (BitOperations.PopCount(NextBits()) - 32 + NextUniform() - 0.5) / Deviation;
    }
}
