using System.Globalization;
using System.Text.Json;
using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Market.Indicators;

/// <summary>Indicators of ranges, directions and volumes against values from independent sources: TA-Lib's, Skender's baselines and its hand-made Excel sheets.</summary>
public sealed class RangeGoldenTests
{
    private const double Tolerance = 1e-12;
    private const string Default = "golden/skender/quotes/default.csv";

    /// <summary>Which column of TA-Lib's vectors is which output: column, indicator, parameters, output, scale of its values.</summary>
    public static TheoryData<string, string, string, string, double> TaLibColumns => new()
    {
        { "max_high_20", "max", "period=20", "max", 0 },
        { "min_low_10", "min", "period=10", "min", 0 },
        { "min_low_20", "min", "period=20", "min", 0 },
        { "slowk_14_3_3", "stochastic", "period=14;smooth_k=3;smooth_d=3", "k", 100 },
        { "slowd", "stochastic", "period=14;smooth_k=3;smooth_d=3", "d", 100 },
        { "fastk_14_3", "stochastic-fast", "period=14;smooth_d=3", "k", 100 },
        { "fastd", "stochastic-fast", "period=14;smooth_d=3", "d", 100 },
        { "stochrsi_fastk_14_14_3", "stochastic-rsi", "rsi_period=14;period=14;smooth_d=3", "k", 100 },
        { "stochrsi_fastd", "stochastic-rsi", "rsi_period=14;period=14;smooth_d=3", "d", 100 },
        { "adx_14", "adx", "period=14", "adx", 100 },
        { "plus_di_14", "adx", "period=14", "plus_di", 100 },
        { "minus_di_14", "adx", "period=14", "minus_di", 100 },
    };

    /// <summary>Which property of Skender's baselines over its 502 quotes is which output.</summary>
    public static TheoryData<string, string, string, string, string, double> SkenderProperties => new()
    {
        { "adx", "adx", "adx", "period=14;skender_seeds=1", "adx", 100 },
        { "adx", "pdi", "adx", "period=14;skender_seeds=1", "plus_di", 100 },
        { "adx", "mdi", "adx", "period=14;skender_seeds=1", "minus_di", 100 },
        { "cci", "cci", "cci", "period=20", "cci", 100 },
        { "donchian", "upperBand", "donchian", "period=20", "upper", 0 },
        { "donchian", "centerline", "donchian", "period=20", "middle", 0 },
        { "donchian", "lowerBand", "donchian", "period=20", "lower", 0 },
        { "heikinashi", "open", "heikin-ashi", "", "open", 0 },
        { "heikinashi", "high", "heikin-ashi", "", "high", 0 },
        { "heikinashi", "low", "heikin-ashi", "", "low", 0 },
        { "heikinashi", "close", "heikin-ashi", "", "close", 0 },
        { "keltner", "upperBand", "keltner", "period=20;multiplier=2;atr_period=10", "upper", 0 },
        { "keltner", "centerline", "keltner", "period=20;multiplier=2;atr_period=10", "middle", 0 },
        { "keltner", "lowerBand", "keltner", "period=20;multiplier=2;atr_period=10", "lower", 0 },
        { "mfi", "mfi", "mfi", "period=14", "mfi", 100 },
        { "roc", "roc", "roc", "period=14", "roc", 100 },
        { "roc", "momentum", "momentum", "period=14", "momentum", 200 },
        { "stoch", "k", "stochastic", "period=14;smooth_k=3;smooth_d=3", "k", 100 },
        { "stoch", "d", "stochastic", "period=14;smooth_k=3;smooth_d=3", "d", 100 },
        { "stoch-rsi", "stochRsi", "stochastic-rsi", "rsi_period=14;period=14;smooth_d=3", "k", 100 },
        { "stoch-rsi", "signal", "stochastic-rsi", "rsi_period=14;period=14;smooth_d=3", "d", 100 },
        { "supertrend", "superTrend", "supertrend", "period=10;multiplier=3", "supertrend", 0 },
        { "vwap", "vwap", "vwap", "", "vwap", 0 },
        { "willr", "williamsR", "williams-r", "period=14", "williams-r", 100 },
    };

    /// <summary>Which column of Skender's Excel sheets is which output.</summary>
    public static TheoryData<string, string, string, string, string, double> ExcelColumns => new()
    {
        { "Adx.Calc.ADX.csv", "ADX", "adx", "period=14;skender_seeds=1", "adx", 100 },
        { "Adx.Calc.ADX.csv", "+DI14", "adx", "period=14;skender_seeds=1", "plus_di", 100 },
        { "Adx.Calc.ADX.csv", "-DI14", "adx", "period=14;skender_seeds=1", "minus_di", 100 },
        { "Donchian.Calc.Donchian.csv", "Upper", "donchian", "period=20", "upper", 0 },
        { "Donchian.Calc.Donchian.csv", "Center", "donchian", "period=20", "middle", 0 },
        { "Donchian.Calc.Donchian.csv", "Lower", "donchian", "period=20", "lower", 0 },
        { "Roc.Calc.ROC.csv", "roc", "roc", "period=20", "roc", 100 },
        { "Stoch.Calc.STO_14_3_3_2_.csv", "%K", "stochastic", "period=14;smooth_k=3;smooth_d=3", "k", 100 },
        { "Stoch.Calc.STO_14_3_3_2_.csv", "%D", "stochastic", "period=14;smooth_k=3;smooth_d=3", "d", 100 },
        { "StochRsi.Calc.StochRSI.csv", "K(14)'", "stochastic-rsi", "rsi_period=14;period=14;smooth_d=3", "k", 100 },
        { "SuperTrend.Calc.SuperTrend_14_3_.csv", "SuperTrend", "supertrend", "period=14;multiplier=3", "supertrend", 0 },
    };

    [SkippableTheory]
    [Trait(Cost.Key, Cost.Slow)]
    [MemberData(nameof(TaLibColumns))]
    public void Compute_OfTaLibsInputs_IsTaLibsColumn(string column, string indicator, string parameters, string output, double scale)
    {
        foreach (var (vectors, input, atLeast) in new[]
        {
            ("daily_ref_0_252bars", "golden/talib-c/daily_ref_0_252bars.csv", 220),
            ("skender-default-502", Default, 470),
            ("freqtrade-ETH_BTC-5m", "candles/freqtrade-2024.2/ETH_BTC-5m.csv", 5_700),
        })
        {
            var expected = GoldenSeries.Column($"golden/talib-vectors/{vectors}.talib.csv", column);

            GoldenSeries.Compare(Output(GoldenSeries.Bars(input), indicator, parameters, output), expected, Tolerance, scale).Should().BeGreaterThan(atLeast);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(SkenderProperties))]
    public void Compute_OfSkendersQuotes_IsItsBaseline(string file, string property, string indicator, string parameters, string output, double scale) =>
        GoldenSeries.Compare(Output(GoldenSeries.Bars(Default), indicator, parameters, output), GoldenSeries.Baseline($"golden/skender/results/{file}.standard.json", property), Tolerance, scale)
            .Should().BeGreaterThan(470);

    [SkippableTheory]
    [MemberData(nameof(ExcelColumns))]
    public void Compute_OfSkendersQuotes_IsItsExcelSheet(string file, string column, string indicator, string parameters, string output, double scale) =>
        GoldenSeries.Compare(Output(GoldenSeries.Bars(Default), indicator, parameters, output), GoldenSeries.Column($"golden/skender/calc-xlsx/{file}", column), Tolerance, scale)
            .Should().BeGreaterThan(470);

    [SkippableFact]
    public void Compute_SupertrendOfBitcoin_IsSkendersExcelSheet()
    {
        const string File = "golden/skender/calc-xlsx/SuperTrend.Calc.SuperTrend_10_3_with_Bitcoin.csv";

        GoldenSeries.Compare(Output(GoldenSeries.Bars(File), "supertrend", "period=10;multiplier=3", "supertrend"), GoldenSeries.Column(File, "SuperTrend"), Tolerance)
            .Should().BeGreaterThan(1_200);
    }

    /// <summary>Skender starts at 0, TA-Lib with the first volume.</summary>
    [SkippableFact]
    public void Compute_ObvOfSkendersQuotes_IsItsBaselineAndTheFirstVolume()
    {
        var bars = GoldenSeries.Bars(Default);

        Output(bars, "obv", "", "obv").Should().Equal(GoldenSeries.Baseline("golden/skender/results/obv.standard.json", "obv").Select(value => value + bars[0].Volume));
    }

    [SkippableTheory]
    [InlineData("TA_CCI_TEST", "cci", 8)]
    [InlineData("TA_MFI_TEST", "mfi", 5)]
    [InlineData("TA_MOM_TEST", "momentum", 5)]
    [InlineData("TA_ROC_TEST", "roc", 5)]
    [InlineData("TA_WILLR_TEST", "williams-r", 5)]
    public void Compute_OfTaLibsRegressionSuite_IsItsSpotValues(string function, string indicator, int atLeast)
    {
        var bars = GoldenSeries.Bars("golden/talib-c/daily_ref_0_252bars.csv");
        var compared = 0;
        foreach (var line in File.ReadLines(SharedData.Require("golden", "talib-c", "expected_values.jsonl")).Where(line => line.Contains($"\"{function}\"", StringComparison.Ordinal)))
        {
            using var document = JsonDocument.Parse(line);
            var row = document.RootElement.GetProperty("row");
            if (row.ValueKind != JsonValueKind.Object || row.GetProperty("expectedRetCode").GetString() is not "TA_SUCCESS" || Text(row, "expectedNbElement") is "0")
            {
                continue;
            }

            var period = Text(row, row.TryGetProperty("optInTimePeriod1", out _) ? "optInTimePeriod1" : "optInTimePeriod");
            var bar = Whole(row, "expectedBegIdx") + Whole(row, "oneOfTheExpectedOutRealIndex0");
            var expected = double.Parse(Text(row, "oneOfTheExpectedOutReal0"), CultureInfo.InvariantCulture);

            Output(bars, indicator, $"period={period}", indicator)[bar].Should().BeApproximately(expected, 0.01, "{0} over {1} at bar {2}", function, period, bar);
            compared++;
        }

        compared.Should().BeGreaterThanOrEqualTo(atLeast);
    }

    private static double[] Output(Candle[] bars, string indicator, string parameters, string output)
    {
        var descriptor = IndicatorCatalog.Find(indicator)!;
        var values = parameters.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('='))
            .Select(pair => KeyValuePair.Create(pair[0], double.Parse(pair[1], CultureInfo.InvariantCulture)));
        return descriptor.Compute(CandleSeries.FromCandles("BTC/USDT", Timeframe.Parse("1m"), bars), descriptor.With(values))[descriptor.Outputs.IndexOf(output)];
    }

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    /// <summary>"252-14" is left as text in that file.</summary>
    private static int Whole(JsonElement row, string name)
    {
        var parts = Text(row, name).Split('-', StringSplitOptions.RemoveEmptyEntries).Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return parts.Length == 2 ? parts[0] - parts[1] : parts[0];
    }
}
