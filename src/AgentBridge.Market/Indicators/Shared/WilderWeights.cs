using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>
/// The weights of Wilder's smoothing: <c>1/n</c>, and the first four powers of <c>1 - 1/n</c>, these in two doubles: one would
/// be off by 1e-16, and a single outlier decays by a few hundred of them.
/// </summary>
internal readonly struct WilderWeights
{
    public readonly double Alpha;
    public readonly Powers Beta;
    public readonly Powers BetaLow;

    public WilderWeights(int period)
    {
        double n = period;
        Alpha = 1.0 / n;
        var dividend = 1.0;
        var divisor = 1.0;
        for (var i = 0; i < Powers.Count; i++)
        {
            // Whole numbers below 2^53, so exact, for periods up to 9,741; the fourth power of a longer one is off by 1e-16 of itself.
            dividend *= n - 1;
            divisor *= n;
            Beta[i] = dividend / divisor;
            BetaLow[i] = Fused.DivisionRest(dividend, divisor, Beta[i]);
        }
    }

    /// <summary>The first to the fourth power.</summary>
    [InlineArray(Count)]
    internal struct Powers : IEquatable<Powers>
    {
        public const int Count = 4;

        private double _first;

        public readonly bool Equals(Powers other) => ((ReadOnlySpan<double>)this).SequenceEqual(other);

        /// <summary>The built-in one throws for an inline array, and with it that of every struct around it.</summary>
        public override readonly bool Equals(object? obj) => obj is Powers other && Equals(other);

        public override readonly int GetHashCode() => _first.GetHashCode();
    }
}
