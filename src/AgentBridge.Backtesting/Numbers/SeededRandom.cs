using System.Runtime.CompilerServices;
using AgentBridge.Market;

namespace AgentBridge.Backtesting;

/// <summary>Random numbers that a seed determines, on every machine. .NET's own generator with a seed is several times slower.</summary>
internal struct SeededRandom
{
    private SplitMix64 _bits;

    /// <summary>Begins a walk.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="skipped">How many numbers to leave out, from 0: runs with parts of one walk of their own can be computed in any order.</param>
    public SeededRandom(int seed, long skipped = 0)
    {
        _bits = new SplitMix64(unchecked((ulong)seed));
        _bits.Skip(skipped);
    }

    /// <summary>A number from 0 to one less than a bound.</summary>
    /// <param name="bound">From 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(int bound)
    {
        // The high half of the product: no number is likelier than another by more than bound / 2^64.
        return (int)Math.BigMul(_bits.Next(), (ulong)bound, out _);
    }

    /// <summary>Puts values into a random order; takes one number less than there are values.</summary>
    public void Shuffle(Span<double> values)
    {
        var random = this;
        for (var i = values.Length - 1; i > 0; i--)
        {
            var other = random.Next(i + 1);
            (values[i], values[other]) = (values[other], values[i]);
        }

        this = random;
    }
}
