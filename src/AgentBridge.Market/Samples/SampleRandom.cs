using System.Numerics;

namespace AgentBridge.Market;

/// <summary>
/// A seeded stream of numbers that is the same on every machine and in every version: splitmix64, and only operations that
/// IEEE 754 rounds the same everywhere (no exp, no log, no sin).
/// </summary>
internal struct SampleRandom(long seed)
{
    private ulong _state = unchecked((ulong)seed);

    /// <summary>64 random bits (splitmix64).</summary>
    public ulong NextBits()
    {
        var bits = _state += 0x9E3779B97F4A7C15;
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }

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
