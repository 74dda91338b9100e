using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>The sums that a straight line through the values needs.</summary>
internal readonly struct TrendPart(WeightedPart line, MomentPart moments) : IWindowPart<TrendPart>
{
    public readonly WeightedPart Line = line;
    public readonly MomentPart Moments = moments;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TrendPart Append(double value, double origin) => new(Line.Append(value, origin), Moments.Append(value, origin));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TrendPart Prepend(double value, double origin) => new(Line.Prepend(value, origin), Moments.Prepend(value, origin));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TrendPart Join(in TrendPart older, in TrendPart newer) =>
        new(WeightedPart.Join(older.Line, newer.Line), MomentPart.Join(older.Moments, newer.Moments));
}
