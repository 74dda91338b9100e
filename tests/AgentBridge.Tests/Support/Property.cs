using FsCheck;
using FsCheck.Fluent;

namespace AgentBridge.Tests.Support;

/// <summary>Properties over seeded inputs: the same cases on every run.</summary>
internal static class Property
{
    private static readonly Config Seeded = Config.QuickThrowOnFailure.WithReplay(20250601, 1);

    /// <summary>Any double: ordinary ones, and often NaN, infinities, zeros, denormals, extremes.</summary>
    public static Gen<double> AnyDouble { get; } = Gen.Frequency(
        (3, ArbMap.Default.GeneratorFor<double>()),
        (1, Gen.Elements(
            double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0.0, -0.0, double.Epsilon, -double.Epsilon,
            double.MaxValue, double.MinValue, 2.2250738585072014e-308, 1e-9, 1.0, 1 - 1e-16, 0.5)));

    public static void Holds<T>(Gen<T> values, int tests, Action<T> check) =>
        Check.One(Seeded.WithMaxTest(tests), Prop.ForAll(values.ToArbitrary(), check));
}
