using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>A whole number and its reciprocal in two doubles: a product takes a fraction of the time of a quotient.</summary>
internal readonly struct WholeDivisor
{
    public readonly double Value;
    public readonly double Reciprocal;
    public readonly double ReciprocalLow;

    public WholeDivisor(double value)
    {
        Value = value;
        Reciprocal = 1 / value;
        ReciprocalLow = Fused.DivisionRest(1, value, Reciprocal);
    }

    /// <summary>The quotient of a sum and this number: that of the exact sum, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Of(DoubleDouble sum)
    {
        var quotient = sum.High * Reciprocal;
        var rest = Fused.MultiplyAdd(-quotient, Value, sum.High) + sum.Low;
        return quotient + Fused.MultiplyAdd(rest, Reciprocal, rest * ReciprocalLow);
    }
}
