using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

/// <summary>Series on which running sums and means of other libraries go wrong.</summary>
internal static class Histories
{
    public static double[] Closes(int count, int seed = 1) => GeneratedCandles.Create(new() { Count = count, Seed = seed }).Closes.ToArray();

    /// <summary>A series by name; 1,200 values unless it has a long halt.</summary>
    public static double[] Named(string name) => name switch
    {
        // A value of a billion among prices near 1.
        "spike" => [.. Scaled(1 / 104_000.0).Select((close, i) => i == 500 ? 1e9 : close)],

        // 20,000 values without a move.
        "halt" => [.. Scaled(1)[..300], .. Enumerable.Repeat(Scaled(1)[299], 20_000), .. Scaled(1)[300..600]],

        // A deviation of a few units of the last place.
        "nearly equal" => [.. Enumerable.Range(0, 1_200).Select(i => 104_000 + ((i * i % 11) * 1.4551915228366852e-11))],
        "1e-8" => Scaled(1e-8 / 104_000),
        "1e-290" => Scaled(1e-290 / 104_000),
        "1e-300" => Scaled(1e-300 / 104_000),
        "1e300" => Scaled(1e300 / 104_000),

        // Neighbours of very different size and sign.
        "mixed" => [.. Scaled(1).Select((close, i) => (i % 3 == 0 ? -1 : 1) * (i % 7 == 0 ? close * 1e9 : close))],
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such history"),
    };

    private static double[] Scaled(double scale) => [.. Closes(1_200).Select(close => close * scale)];
}
