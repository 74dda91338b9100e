using System.Globalization;
using System.Runtime.Intrinsics.X86;
using System.Text.Json;
using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Market;

/// <summary>Values that nobody in this project computed. The class also runs in a process without fused multiply-add (see <see cref="AtrWithoutFmaTests"/>).</summary>
public sealed class AtrGoldenTests
{
    private const double Tolerance = 1e-12;

    [Fact]
    public void Machine_AskedToRunWithoutFma_HasNone()
    {
        if (Environment.GetEnvironmentVariable(AtrWithoutFmaTests.Marker) is "1")
        {
            Fma.IsSupported.Should().BeFalse();
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(14)]
    [InlineData(100)]
    public void ComputeAtr_OfTheSample_IsTheExactValueWithin1E12(int period)
    {
        var candles = GeneratedCandles.Create();
        var exact = new ExactAtr(period);

        var atr = Atr.ComputeAtr(candles, period);

        for (var i = 0; i < candles.Count; i++)
        {
            if (exact.Update(candles.Highs[i], candles.Lows[i], candles.Closes[i]) is { } value)
            {
                ExactAtr.Relative(atr[i], value).Should().BeLessThan(Tolerance);
            }
        }
    }

    /// <summary>Made by Golden/make_atr.py, which shares nothing with the product: another language, exact fractions.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(14)]
    [InlineData(100)]
    public void ComputeAtr_OfBarsInExactFractions_IsTheirValue(int period)
    {
        var rows = Rows(Repository.PathOf("tests", "AgentBridge.Tests", "Market", "Golden", "atr.csv"), out var header);
        var column = Array.IndexOf(header, FormattableString.Invariant($"atr{period}"));
        var candles = CandleSeries.FromCandles(
            "BTC/USDT", SomeCandles.FiveMinutes, rows.Select((row, i) => new Candle(i * 300_000L, Number(row[2]), Number(row[0]), Number(row[1]), Number(row[2]), 1)));

        var atr = Atr.ComputeAtr(candles, period);

        Compare(atr, [.. rows.Select(row => Number(row[column]))], atLeast: 600 - period);
    }

    [SkippableFact]
    public void ComputeAtr_OfTheExcelSheet_IsItsLastColumn()
    {
        var rows = Rows(SharedData.Require("golden", "skender", "calc-xlsx", "Atr.Calc.ATR.csv"));
        var candles = Series(rows, open: 2);

        var atr = Atr.ComputeAtr(candles);

        Compare(atr, [.. rows.Select(row => Number(row[11]))], atLeast: 480);
    }

    [SkippableFact]
    public void ComputeAtr_OfSkendersQuotes_IsItsBaseline()
    {
        var quotes = Rows(SharedData.Require("golden", "skender", "quotes", "default.csv"));
        using var baseline = JsonDocument.Parse(File.ReadAllText(SharedData.Require("golden", "skender", "results", "atr.standard.json")));
        var expected = baseline.RootElement.EnumerateArray().Select(row => row.GetProperty("atr")).Select(atr => atr.ValueKind == JsonValueKind.Null ? double.NaN : atr.GetDouble());

        Compare(Atr.ComputeAtr(Series(quotes, open: 1)), [.. expected], atLeast: 480);
    }

    [SkippableTheory]
    [InlineData("daily_ref_0_252bars", "golden/talib-c/daily_ref_0_252bars.csv", 1, 230)]
    [InlineData("skender-default-502", "golden/skender/quotes/default.csv", 1, 480)]
    [InlineData("freqtrade-ETH_BTC-5m", "candles/freqtrade-2024.2/ETH_BTC-5m.csv", 1, 5_700)]
    public void ComputeAtr_OfTaLibsInputs_IsTaLibsColumn(string vectors, string input, int open, int atLeast)
    {
        var expected = Rows(SharedData.Require("golden", "talib-vectors", vectors + ".talib.csv"), out var header);
        var rows = Rows(SharedData.Require(input.Split('/')));
        var column = Array.IndexOf(header, "atr_14");

        Compare(Atr.ComputeAtr(Series(rows, open)), [.. expected.Select(row => Number(row[column]))], atLeast);
    }

    [SkippableFact]
    public void ComputeAtr_OfTaLibsRegressionSuite_IsItsSpotValues()
    {
        var rows = Rows(SharedData.Require("golden", "talib-c", "daily_ref_0_252bars.csv"));
        var candles = Series(rows, open: 1);
        var compared = 0;
        foreach (var line in File.ReadLines(SharedData.Require("golden", "talib-c", "expected_values.jsonl")).Where(line => line.Contains("TA_NATR_TEST", StringComparison.Ordinal)))
        {
            using var document = JsonDocument.Parse(line);
            var row = document.RootElement.GetProperty("row");
            if (row.GetProperty("expectedRetCode").GetString() is not "TA_SUCCESS" || Whole(row, "startIdx") != 0)
            {
                continue;
            }

            var period = Whole(row, "optInTimePeriod1");
            var bar = Whole(row, "expectedBegIdx") + Whole(row, "oneOfTheExpectedOutRealIndex0");
            var expected = double.Parse(row.GetProperty("oneOfTheExpectedOutReal0").GetString()!, CultureInfo.InvariantCulture);

            // NATR is 100·ATR/close.
            (100 * Atr.ComputeAtr(candles, period)[bar] / candles.Closes[bar]).Should().BeApproximately(expected, 0.01);
            compared++;
        }

        compared.Should().BeGreaterOrEqualTo(3);
    }

    private static void Compare(double[] actual, double[] expected, int atLeast)
    {
        actual.Should().HaveSameCount(expected);
        var compared = 0;
        for (var i = 0; i < actual.Length; i++)
        {
            double.IsNaN(actual[i]).Should().Be(double.IsNaN(expected[i]));
            if (!double.IsNaN(expected[i]))
            {
                (Math.Abs(actual[i] - expected[i]) / expected[i]).Should().BeLessThan(Tolerance, $"bar {i}: {actual[i]:R} against {expected[i]:R}");
                compared++;
            }
        }

        compared.Should().BeGreaterOrEqualTo(atLeast);
    }

    private static CandleSeries Series(List<string[]> rows, int open) => CandleSeries.FromCandles(
        "BTC/USDT", SomeCandles.FiveMinutes, rows.Select((row, i) => new Candle(i * 300_000L, Number(row[open]), Number(row[open + 1]), Number(row[open + 2]), Number(row[open + 3]), 1)));

    private static List<string[]> Rows(string path) => Rows(path, out _);

    private static List<string[]> Rows(string path, out string[] header)
    {
        var lines = File.ReadAllLines(path).Where(line => line.Length > 0).Select(line => line.Split(',')).ToList();
        header = lines[0];
        return lines[1..];
    }

    private static double Number(string text) => text.Length == 0 ? double.NaN : double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>"252-14" is left as text in that file.</summary>
    private static int Whole(JsonElement row, string name)
    {
        var parts = row.GetProperty(name).GetString()!.Split('-', StringSplitOptions.RemoveEmptyEntries).Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return parts.Length == 2 ? parts[0] - parts[1] : parts[0];
    }
}
