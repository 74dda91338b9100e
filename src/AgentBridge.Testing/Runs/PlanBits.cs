using System.Globalization;
using AgentBridge.Schema;

namespace AgentBridge.Testing;

/// <summary>Plans to the bit.</summary>
internal static class PlanBits
{
    /// <summary>Prices of no known step leave with this many digits.</summary>
    private const string EmittedDigits = "E11";

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

    /// <summary>Equal as they leave: prices with 12 significant digits. Averages that began elsewhere may differ in what no order can carry.</summary>
    public static bool SameAsEmitted(TradePlan a, TradePlan b) => Same(Emitted(a), Emitted(b));

    public static string Describe(in TradePlan plan) => string.Create(
        CultureInfo.InvariantCulture,
        $"{plan.Side} entry {plan.Entry:R} stop {plan.Stop:R} tp1 {plan.Tp1:R} tp2 {plan.Tp2:R} confidence {plan.Confidence:R} '{plan.Rationale}'");

    private static TradePlan Emitted(in TradePlan plan) =>
        plan with { Entry = Emitted(plan.Entry ?? double.NaN), Stop = Emitted(plan.Stop), Tp1 = Emitted(plan.Tp1), Tp2 = Emitted(plan.Tp2) };

    private static double Emitted(double price) => double.Parse(price.ToString(EmittedDigits, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
