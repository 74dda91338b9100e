using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>The sum of values less the origin, and that of their squares.</summary>
internal readonly struct MomentPart(DoubleDouble sum, DoubleDouble squares) : IWindowPart<MomentPart>
{
    public readonly DoubleDouble Sum = sum;
    public readonly DoubleDouble Squares = squares;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MomentPart Append(double value, double origin)
    {
        var distance = DoubleDouble.Sum(value, -origin);
        return new MomentPart(Sum + distance, Squares + distance.Squared());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MomentPart Prepend(double value, double origin) => Append(value, origin);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MomentPart Join(in MomentPart older, in MomentPart newer) => new(older.Sum + newer.Sum, older.Squares + newer.Squares);
}
