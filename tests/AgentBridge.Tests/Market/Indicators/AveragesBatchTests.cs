using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Market.Indicators;

/// <summary>Many values at once and one by one are equal to the bit.</summary>
public sealed class AveragesBatchTests
{
    private delegate void Batch(double[] values, double[][] outputs);

    public static TheoryData<string> Names => ["sma", "ema", "wma", "standard-deviation", "z-score", "bollinger-width", "realized-volatility", "rsi", "macd", "bollinger", "linear-regression"];

    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [MemberData(nameof(Names))]
    public void UpdateAll_ValuesWithRefusedOnes_IsUpdateOfEachToTheBit(string name)
    {
        foreach (var values in new[] { Histories.Closes(5_003), WithRefused(Histories.Closes(3_000)), Histories.Named("halt"), Histories.Named("spike"), Histories.Named("1e-300"), Histories.Closes(10), [] })
        {
            var descriptor = IndicatorCatalog.Find(name)!;
            var outputs = descriptor.Outputs.Select(_ => new double[values.Length]).ToArray();

            Run(name)(values, outputs);

            var indicator = descriptor.Open(descriptor.With());
            var read = new double[outputs.Length];
            for (var i = 0; i < values.Length; i++)
            {
                Array.Fill(read, double.NaN);
                if (indicator.Update(new Candle(0, 0, 0, 0, values[i], 0)))
                {
                    indicator.Read(read);
                }

                for (var output = 0; output < read.Length; output++)
                {
                    outputs[output][i].Should().Be(read[output], "output {0} of value {1}", output, i);
                }
            }
        }
    }

    private static Batch Run(string name) => name switch
    {
        "sma" => (values, outputs) => new SmaState(20).UpdateAll(values, outputs[0]),
        "ema" => (values, outputs) => new EmaState(20).UpdateAll(values, outputs[0]),
        "wma" => (values, outputs) => new WmaState(20).UpdateAll(values, outputs[0]),
        "standard-deviation" => (values, outputs) => new StandardDeviationState(20).UpdateAll(values, outputs[0]),
        "z-score" => (values, outputs) => new ZScoreState(20).UpdateAll(values, outputs[0]),
        "bollinger-width" => (values, outputs) => new BollingerWidthState(20, 2).UpdateAll(values, outputs[0]),
        "realized-volatility" => (values, outputs) => new RealizedVolatilityState(20).UpdateAll(values, outputs[0]),
        "rsi" => (values, outputs) => new RsiState(14).UpdateAll(values, outputs[0]),
        "macd" => (values, outputs) => new MacdState(12, 26, 9).UpdateAll(values, outputs[0], outputs[1], outputs[2]),
        "bollinger" => (values, outputs) => new BollingerState(20, 2).UpdateAll(values, outputs[0], outputs[1], outputs[2]),
        _ => (values, outputs) => new LinearRegressionState(14).UpdateAll(values, outputs[0], outputs[1], outputs[2]),
    };

    private static double[] WithRefused(double[] values) =>
        [.. values.Select((value, i) => i % 701 == 5 ? double.NaN : i % 977 == 3 ? double.PositiveInfinity : i is > 1_200 and < 1_208 ? double.NaN : value)];
}
