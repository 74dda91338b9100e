using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Signals.Setups;

/// <summary>Hand-made candles for setups, and what a stream plans on them without a host's warm-up.</summary>
internal static class SetupCandles
{
    /// <summary>Candles of the given closes: each opens at the close before, and its range is one above and one below.</summary>
    public static Candle[] Of(params double[] closes) =>
        [.. closes.Select((close, i) => Between(i, i == 0 ? close : closes[i - 1], close, 1))];

    /// <summary>A candle from an open to a close with a margin on both sides.</summary>
    public static Candle Between(int index, double open, double close, double margin) =>
        new(TestCandles.ExampleOpenMs + (index * TestCandles.FiveMinutes.Milliseconds), open, Math.Max(open, close) + margin, Math.Min(open, close) - margin, close, 10);

    /// <summary>A random walk that stands still, without volume, for 1 to 2,000 candles again and again.</summary>
    public static CandleSeries WithHalts(int count)
    {
        var random = new Random(5);
        var walk = TestCandles.Walk(3, count);
        var candles = new List<Candle>(count);
        for (var next = 0; candles.Count < count; next++)
        {
            candles.Add(walk[next]);
            var halt = next % 80 == 79 ? (int)Math.Pow(2_000, random.NextDouble()) : 0;
            var price = walk[next].Close;
            candles.AddRange(Enumerable.Repeat(walk[next] with { Open = price, High = price, Low = price, Volume = 0 }, Math.Min(halt, count - candles.Count)));
        }

        return TestCandles.Series(candles.Select((candle, i) => candle with { OpenTimeMs = TestCandles.ExampleOpenMs + (i * TestCandles.FiveMinutes.Milliseconds) }));
    }

    /// <summary>The plans of a strategy's stream, by the index of the candle.</summary>
    public static IReadOnlyList<(int Index, TradePlan Plan)> Plans(string name, string parameters, IEnumerable<Candle> candles)
    {
        var stream = StrategyCatalog.BuiltIn.Find(name).Bind(parameters, 0.05).OpenStream();
        return [.. candles.Select((candle, i) => (i, stream.OnCandle(candle, out var plan) ? plan : (TradePlan?)null)).Where(p => p.Item2 is not null).Select(p => (p.i, p.Item2!.Value))];
    }

    /// <summary>The indexes of the candles that trigger longs and shorts, as <c>3L 5S</c>.</summary>
    public static string Sides(string name, string parameters, IEnumerable<Candle> candles) =>
        string.Join(' ', Plans(name, WithShortStop(parameters), candles).Select(p => FormattableString.Invariant($"{p.Index}{(p.Plan.Side == SignalSide.Long ? 'L' : 'S')}")));

    /// <summary>Options with a stop at the candle's own low, so that a few candles are enough for one.</summary>
    public static string WithShortStop(string parameters) =>
        parameters.Contains("lookback=", StringComparison.Ordinal) || parameters.Contains("stop=", StringComparison.Ordinal) ? parameters : parameters + ";stop_lookback=1";
}
