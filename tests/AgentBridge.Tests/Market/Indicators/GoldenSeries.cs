using System.Globalization;
using System.Text.Json;
using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Market.Indicators;

/// <summary>Bars and values of ../shared/data/golden; a test that needs a missing file skips.</summary>
internal static class GoldenSeries
{
    /// <summary>The bars of a CSV with open, high, low, close and, where it has one, volume; a minute apart from midnight on, so that a day holds 1,440 of them.</summary>
    public static Candle[] Bars(string file)
    {
        var rows = Rows(file);
        return [.. rows.Select((row, i) => new Candle(
            i * 60_000L, Number(row, "open"), Number(row, "high"), Number(row, "low"), Number(row, "close"), row.ContainsKey("volume") ? Number(row, "volume") : 1))];
    }

    /// <summary>A column of a CSV; NaN for an empty cell.</summary>
    public static double[] Column(string file, string column) => [.. Rows(file).Select(row => Number(row, column))];

    /// <summary>A property of a baseline of Skender's; NaN for null.</summary>
    public static double[] Baseline(string file, string property)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedData.Require(file.Split('/'))));
        return [.. document.RootElement.EnumerateArray().Select(row => row.GetProperty(property)).Select(value => value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble())];
    }

    /// <summary>
    /// Compares the values of an indicator with those of a reference, relative to the larger of the reference and <paramref name="scale"/>; a value before the
    /// reference's first one is not compared.
    /// </summary>
    /// <returns>How many were compared.</returns>
    public static int Compare(double[] actual, double[] expected, double tolerance, double scale = 0)
    {
        actual.Length.Should().BeGreaterThanOrEqualTo(expected.Length);
        var compared = 0;
        for (var i = 0; i < expected.Length; i++)
        {
            if (!double.IsNaN(expected[i]))
            {
                (Math.Abs(actual[i] - expected[i]) / Math.Max(Math.Abs(expected[i]), scale)).Should().BeLessThanOrEqualTo(tolerance, $"bar {i} is {actual[i]:R} against {expected[i]:R}");
                compared++;
            }
        }

        return compared;
    }

    private static List<Dictionary<string, string>> Rows(string file)
    {
        var lines = File.ReadAllLines(SharedData.Require(file.Split('/'))).Where(line => line.Trim(',', ' ').Length > 0).Select(line => line.TrimStart('\uFEFF').Split(',')).ToList();
        return [.. lines.Skip(1).Select(cells => lines[0].Zip(cells).Where(pair => pair.First.Length > 0).DistinctBy(pair => pair.First, StringComparer.Ordinal).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal))];
    }

    private static double Number(Dictionary<string, string> row, string column) =>
        double.TryParse(row.GetValueOrDefault(column), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN;
}
