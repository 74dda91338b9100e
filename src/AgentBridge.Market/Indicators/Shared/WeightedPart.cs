using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>The sum of values less the origin, and their sum weighted by 1 for the oldest, 2 for the next, and so on.</summary>
internal readonly struct WeightedPart(DoubleDouble sum, DoubleDouble weighted, int count) : IWindowPart<WeightedPart>
{
    public readonly DoubleDouble Sum = sum;
    public readonly DoubleDouble Weighted = weighted;

    private readonly int _count = count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public WeightedPart Append(double value, double origin)
    {
        var distance = DoubleDouble.Sum(value, -origin);
        return new WeightedPart(Sum + distance, Weighted + (distance * (_count + 1)), _count + 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public WeightedPart Prepend(double value, double origin)
    {
        // Every value so far moves up by one.
        var all = Sum + DoubleDouble.Sum(value, -origin);
        return new WeightedPart(all, Weighted + all, _count + 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WeightedPart Join(in WeightedPart older, in WeightedPart newer) =>
        new(older.Sum + newer.Sum, older.Weighted + (newer.Weighted + (newer.Sum * older._count)), older._count + newer._count);
}
