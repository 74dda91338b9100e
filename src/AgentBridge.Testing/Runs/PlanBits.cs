using System.Globalization;
using AgentBridge.Schema;

namespace AgentBridge.Testing;

/// <summary>Plans to the bit.</summary>
internal static class PlanBits
{
    public static long[] Of(in TradePlan plan) =>
    [
        (long)plan.Side,
        (long)plan.EntryType,
        BitConverter.DoubleToInt64Bits(plan.Entry ?? double.NaN),
        BitConverter.DoubleToInt64Bits(plan.Stop),
        BitConverter.DoubleToInt64Bits(plan.Tp1),
        BitConverter.DoubleToInt64Bits(plan.Tp2),
        BitConverter.DoubleToInt64Bits(plan.Tp1Share),
        BitConverter.DoubleToInt64Bits(plan.Confidence),
    ];

    public static bool Same(TradePlan a, TradePlan b) => Of(a).AsSpan().SequenceEqual(Of(b)) && string.Equals(a.Rationale, b.Rationale, StringComparison.Ordinal);

    public static string Describe(in TradePlan plan) => string.Create(
        CultureInfo.InvariantCulture,
        $"{plan.Side} entry {plan.Entry:R} stop {plan.Stop:R} tp1 {plan.Tp1:R} tp2 {plan.Tp2:R} confidence {plan.Confidence:R} '{plan.Rationale}'");
}
