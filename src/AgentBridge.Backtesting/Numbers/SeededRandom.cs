namespace AgentBridge.Backtesting;

/// <summary>
/// Random numbers that a seed determines, on every machine: SplitMix64 (G. Steele, D. Lea, C. Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
/// .NET's own generator with a seed is several times slower.
/// </summary>
internal sealed class SeededRandom(int seed)
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    private ulong _state = unchecked((ulong)seed);

    /// <summary>A number from 0 to one less than a bound.</summary>
    /// <param name="bound">From 1.</param>
    public int Next(int bound)
    {
        unchecked
        {
            _state += Gamma;
            var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;

            // The high half of the product: no number is likelier than another by more than bound / 2^64.
            return (int)Math.BigMul(mixed ^ (mixed >> 31), (ulong)bound, out _);
        }
    }

    /// <summary>Puts values into a random order.</summary>
    public void Shuffle(Span<double> values)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var other = Next(i + 1);
            (values[i], values[other]) = (values[other], values[i]);
        }
    }
}
