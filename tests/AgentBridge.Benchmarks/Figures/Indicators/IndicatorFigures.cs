using System.Runtime.InteropServices;
using AgentBridge.Market;

namespace AgentBridge.Benchmarks;

/// <summary>Every indicator of the catalogue with its defaults: nanoseconds a bar over a million bars, and an update of the stream; beside them TA-Lib.</summary>
internal static class IndicatorFigures
{
    /// <summary>Nanoseconds a bar, at the periods of the goals: 20 for averages, 14 for Wilder's, the usual ones for the others.</summary>
    private static readonly Dictionary<string, double> BatchGoals = new(StringComparer.Ordinal)
    {
        ["sma"] = 0.45,
        ["ema"] = 0.6,
        ["wma"] = 0.9,
        ["rsi"] = 1.4,
        ["macd"] = 1.6,
        ["bollinger"] = 2,
        ["stochastic"] = 6,
        ["adx"] = 8,
        ["atr"] = 1,
        ["max"] = 0.6,
        ["standard-deviation"] = 1.8,
        ["cci"] = 10,
        ["mfi"] = 1.8,
        ["williams-r"] = 2,
    };

    /// <summary>Nanoseconds an update.</summary>
    private static readonly Dictionary<string, double> StreamGoals = new(StringComparer.Ordinal)
    {
        ["sma"] = 3.5,
        ["ema"] = 4,
        ["atr"] = 3.4,
        ["rsi"] = 7.3,
        ["macd"] = 7.1,
        ["bollinger"] = 12,
        ["max"] = 5.6,
        ["stochastic"] = 20,
        ["adx"] = 14,
    };

    public static IEnumerable<Figure> All(TaLib? library)
    {
        foreach (var descriptor in IndicatorCatalog.All)
        {
            var (name, parameters) = (descriptor.Name, descriptor.With());
            var text = string.Join(' ', new[] { descriptor.Title }.Concat(descriptor.Parameters.Select(p => FormattableString.Invariant($"{p.Name} {p.Default}"))));
            Figure Make(string suffix, string what, double goal, Func<FigureRun> prepare) =>
                new($"indicators-{name}{suffix}", what, FigureUnit.Nanoseconds, goal, prepare) { TakesMinutes = true };

            yield return Make(string.Empty, $"{text}: a bar of 1M", BatchGoals.GetValueOrDefault(name, double.NaN), () => PrepareBatch(descriptor, parameters));
            if (library is not null && TaLibFunctions.Batch(library, name, parameters) is { } batch)
            {
                yield return Make("-talib", "the same by TA-Lib", double.NaN, () => new(GeneratedMarket.Count, batch, static () => "-"));
            }

            yield return Make("-stream", "an update of the stream", StreamGoals.GetValueOrDefault(name, double.NaN), () => PrepareStream(descriptor, parameters));
            if (library is not null && TaLibFunctions.Stream(library, name, parameters) is { } stream)
            {
                yield return Make("-stream-talib", "the same by TA-Lib", double.NaN, () => new(GeneratedMarket.Count - TaLibFunctions.History, stream, static () => "-"));
            }
        }
    }

    private static FigureRun PrepareBatch(IndicatorDescriptor descriptor, IndicatorParameters parameters)
    {
        var candles = GeneratedMarket.Candles;
        var outputs = descriptor.Outputs.Select(_ => new double[candles.Count]).ToArray();
        return new(candles.Count, () => descriptor.Compute(candles, parameters, outputs), () =>
        {
            descriptor.Compute(candles, parameters, outputs);
            return HashOf(outputs);
        });
    }

    /// <summary>By the indicator's own type, as code that names it runs it.</summary>
    private static FigureRun PrepareStream(IndicatorDescriptor descriptor, IndicatorParameters parameters)
    {
        var candles = Enumerable.Range(0, GeneratedMarket.Count).Select(i => GeneratedMarket.Candles[i]).ToArray();
        var outputs = descriptor.Outputs.Select(_ => new double[candles.Length]).ToArray();
        return new(candles.Length, () => IndicatorStream.Run(descriptor.Open(parameters), candles, outputs[0]), () =>
        {
            Collect(descriptor.Open(parameters), candles, outputs);
            return HashOf(outputs);
        });
    }

    private static void Collect(IIndicator indicator, Candle[] candles, double[][] outputs)
    {
        var values = new double[outputs.Length];
        for (var bar = 0; bar < candles.Length; bar++)
        {
            if (indicator.Update(in candles[bar]))
            {
                indicator.Read(values);
            }
            else
            {
                Array.Fill(values, double.NaN);
            }

            for (var output = 0; output < outputs.Length; output++)
            {
                outputs[output][bar] = values[output];
            }
        }
    }

    private static string HashOf(double[][] outputs)
    {
        using var hash = new OutputHash();
        foreach (var column in outputs)
        {
            hash.Add(MemoryMarshal.AsBytes(column.AsSpan()));
        }

        return hash.Finish();
    }
}
