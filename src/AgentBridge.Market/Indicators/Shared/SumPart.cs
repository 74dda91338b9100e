using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>The sum of values; the origin is not used.</summary>
internal readonly struct SumPart(DoubleDouble sum) : IWindowPart<SumPart>
{
    public readonly DoubleDouble Sum = sum;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SumPart Append(double value, double origin) => new(Sum + value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SumPart Prepend(double value, double origin) => new(Sum + value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SumPart Join(in SumPart older, in SumPart newer) => new(older.Sum + newer.Sum);
}
