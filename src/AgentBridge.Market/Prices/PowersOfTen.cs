namespace AgentBridge.Market;

/// <summary>Powers of ten as doubles.</summary>
internal static class PowersOfTen
{
    /// <summary>10^22 is the largest power of ten that a double represents exactly.</summary>
    public const int MostExact = 22;

    private static readonly double[] Exact =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>10^exponent; exact from 0 to <see cref="MostExact"/>.</summary>
    public static double Of(int exponent) => (uint)exponent <= MostExact ? Exact[exponent] : Math.Pow(10, exponent);
}
