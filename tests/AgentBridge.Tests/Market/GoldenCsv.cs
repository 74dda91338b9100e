using System.Globalization;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Market;

/// <summary>Values of Market/Golden, made by its Python scripts in exact fractions and decimals: they share nothing with the product.</summary>
internal static class GoldenCsv
{
    /// <summary>The rows below the header, each by the header's names.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Rows(string name)
    {
        var lines = File.ReadAllLines(Repository.PathOf("tests", "AgentBridge.Tests", "Market", "Golden", name)).Where(line => line.Length > 0).Select(line => line.Split(',')).ToList();
        return [.. lines.Skip(1).Select(cells => lines[0].Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal))];
    }

    /// <summary>The double that the text parses to; NaN for an empty cell.</summary>
    public static double Number(this IReadOnlyDictionary<string, string> row, string column) =>
        row[column].Length == 0 ? double.NaN : double.Parse(row[column], CultureInfo.InvariantCulture);
}
