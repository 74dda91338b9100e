using System.Globalization;
using System.Text.Json;
using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Market.Indicators;

/// <summary>Values of TA-Lib and of Skender's library and spreadsheets.</summary>
public sealed class AveragesGoldenTests
{
    /// <summary>TA-Lib 0.4's Bollinger bands and standard deviations come from running sums.</summary>
    private const double RunningSums = 1e-9;
    private const double Fresh = 1e-12;

    public static TheoryData<string, string, int, string, double> TaLib => new()
    {
        { "sma", "period=20", 0, "sma_20", Fresh },
        { "ema", "period=12", 0, "ema_12", Fresh },
        { "ema", "period=50", 0, "ema_50", Fresh },
        { "atr", "period=14", 0, "atr_14", Fresh },
        { "rsi", "period=14", 0, "rsi_14", Fresh },
        { "standard-deviation", "period=20", 0, "stddev_20_pop", RunningSums },
        { "macd", "", 0, "macd_12_26_9", Fresh },
        { "macd", "", 1, "macdsignal", Fresh },
        { "macd", "", 2, "macdhist", Fresh },
        { "bollinger", "period=20;deviations=2", 0, "bb_middle", Fresh },
        { "bollinger", "period=20;deviations=2", 1, "bb_upper_20_2", RunningSums },
        { "bollinger", "period=20;deviations=2", 2, "bb_lower", RunningSums },
    };

    [SkippableTheory]
    [Trait(Cost.Key, Cost.Slow)]
    [MemberData(nameof(TaLib))]
    public void Compute_TaLibsInputs_IsTaLibsColumn(string name, string parameters, int output, string column, double tolerance)
    {
        foreach (var (vectors, input, open, atLeast) in new[]
        {
            ("daily_ref_0_252bars", "golden/talib-c/daily_ref_0_252bars.csv", 1, 200),
            ("skender-default-502", "golden/skender/quotes/default.csv", 1, 450),
            ("freqtrade-ETH_BTC-5m", "candles/freqtrade-2024.2/ETH_BTC-5m.csv", 1, 5_700),
        })
        {
            var candles = Candles(SharedData.Require(input.Split('/')), open);
            var expected = Column(SharedData.Require("golden", "talib-vectors", vectors + ".talib.csv"), column);

            Compare(name, parameters, output, candles, expected, tolerance, atLeast);
        }
    }

    [SkippableTheory]
    [InlineData("sma", "period=20", 0, "sma", "sma")]
    [InlineData("ema", "period=20", 0, "ema", "ema")]
    [InlineData("wma", "period=14", 0, "wma", "wma")]
    [InlineData("rsi", "period=14", 0, "rsi", "rsi")]
    [InlineData("standard-deviation", "period=14", 0, "stdev", "stdDev")]
    [InlineData("z-score", "period=14", 0, "stdev", "zScore")]
    [InlineData("bollinger", "period=20", 0, "bb", "sma")]
    [InlineData("bollinger", "period=20", 1, "bb", "upperBand")]
    [InlineData("bollinger", "period=20", 2, "bb", "lowerBand")]
    [InlineData("bollinger-percent-b", "period=20", 0, "bb", "percentB")]
    [InlineData("bollinger-width", "period=20", 0, "bb", "width")]
    [InlineData("linear-regression", "period=14", 0, "slope", "slope")]
    [InlineData("linear-regression", "period=14", 1, "slope", "rSquared")]
    [InlineData("macd", "skender_seeds=1", 0, "macd", "macd")]
    [InlineData("macd", "skender_seeds=1", 1, "macd", "signal")]
    [InlineData("macd", "skender_seeds=1", 2, "macd", "histogram")]
    public void Compute_SkendersQuotes_IsItsBaseline(string name, string parameters, int output, string file, string field)
    {
        var candles = Candles(SharedData.Require("golden", "skender", "quotes", "default.csv"), 1);
        using var baseline = JsonDocument.Parse(File.ReadAllText(SharedData.Require("golden", "skender", "results", file + ".standard.json")));
        var expected = baseline.RootElement.EnumerateArray().Select(row => row.GetProperty(field)).Select(value => value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble());

        Compare(name, parameters, output, candles, [.. expected], Fresh, 460);
    }

    /// <summary>Written by hand in a spreadsheet: independent of any program.</summary>
    [SkippableTheory]
    [InlineData("sma", "period=20", 0, "Sma.Calc.SMA_Close.csv", "SMA")]
    [InlineData("rsi", "period=14", 0, "Rsi.Calc.RSI.csv", "RSI(14)")]
    [InlineData("bollinger", "period=20", 1, "BollingerBands.Calc.Bollinger_Bands.csv", "upper")]
    [InlineData("bollinger", "period=20", 2, "BollingerBands.Calc.Bollinger_Bands.csv", "lower")]
    [InlineData("z-score", "period=20", 0, "BollingerBands.Calc.Bollinger_Bands.csv", "z-score")]
    [InlineData("standard-deviation", "period=10", 0, "StdDev.Calc.StdDev.csv", "stddev")]
    [InlineData("macd", "skender_seeds=1", 0, "Macd.Calc.MACD.csv", "MACD")]
    [InlineData("macd", "skender_seeds=1", 1, "Macd.Calc.MACD.csv", "Signal")]
    [InlineData("linear-regression", "period=20", 0, "Slope.Calc.Slope_Linear_Regression.csv", "m")]
    [InlineData("linear-regression", "period=20", 1, "Slope.Calc.Slope_Linear_Regression.csv", "r2")]
    public void Compute_SkendersSpreadsheet_IsItsColumn(string name, string parameters, int output, string file, string column)
    {
        var candles = Candles(SharedData.Require("golden", "skender", "quotes", "default.csv"), 1);

        Compare(name, parameters, output, candles, Column(SharedData.Require("golden", "skender", "calc-xlsx", file), column), Fresh, 450);
    }

    /// <summary>Relative to the value or, for differences of prices, to the close.</summary>
    private static void Compare(string name, string parameters, int output, CandleSeries candles, double[] expected, double tolerance, int atLeast)
    {
        var descriptor = IndicatorCatalog.Find(name)!;
        var given = parameters.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(text => text.Split('=')).Select(pair => KeyValuePair.Create(pair[0], Number(pair[1])));
        var actual = descriptor.Compute(candles, descriptor.With(given))[output];
        var compared = 0;
        actual.Should().HaveSameCount(expected);
        for (var i = 0; i < actual.Length; i++)
        {
            if (!double.IsNaN(expected[i]))
            {
                var scale = Math.Max(Math.Abs(expected[i]), name is "rsi" or "z-score" ? 1 : candles.Closes[i]);
                Math.Abs(actual[i] - expected[i]).Should().BeLessThanOrEqualTo(tolerance * scale, "bar {0}: {1:R} against {2:R}", i, actual[i], expected[i]);
                compared++;
            }
        }

        compared.Should().BeGreaterOrEqualTo(atLeast);
    }

    private static CandleSeries Candles(string path, int open)
    {
        var rows = File.ReadAllLines(path).Where(line => line.Length > 0).Skip(1).Select(line => line.Split(','));
        return CandleSeries.FromCandles(
            "BTC/USDT", SomeCandles.FiveMinutes, rows.Select((row, i) => new Candle(i * 300_000L, Number(row[open]), Number(row[open + 1]), Number(row[open + 2]), Number(row[open + 3]), 1)));
    }

    private static double[] Column(string path, string name)
    {
        var rows = File.ReadAllLines(path).Where(line => line.Length > 0).Select(line => line.Split(',')).ToList();
        var column = Array.IndexOf(rows[0], name);
        return [.. rows.Skip(1).Select(row => column < row.Length ? Number(row[column]) : double.NaN)];
    }

    private static double Number(string text) => text.Length == 0 ? double.NaN : double.Parse(text, CultureInfo.InvariantCulture);
}
