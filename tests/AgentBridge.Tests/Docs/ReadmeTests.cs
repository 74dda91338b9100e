using System.Globalization;
using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Docs;

/// <summary>The documents agree with the code.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void Settings_Tables_AreThoseOfTheCode() => GeneratedDocs.Check(Repository.PathOf("envs", "README.md"), "settings", ConfigDocs.MarkdownTable());

    [Fact]
    public void Indicators_Table_IsTheCatalogue() => GeneratedDocs.Check(MarketReadme, "indicators", GeneratedDocs.Table(
        ["indicator", "parameters: default (range)", "outputs", "first value", "warm-up"],
        IndicatorCatalog.All.Select(d => (IReadOnlyList<string>)[
            $"`{d.Name}`",
            string.Join(", ", d.Parameters.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Name} {p.Default} ({p.Minimum}–{p.Maximum})"))),
            string.Join(", ", d.Outputs),
            d.FirstValue(d.With()).ToString(CultureInfo.InvariantCulture),
            d.WarmUp(d.With())?.ToString(CultureInfo.InvariantCulture) ?? "-"])));

    [Fact]
    public void Indicators_Definitions_AreThoseOfTheCatalogue() => GeneratedDocs.Check(
        MarketReadme,
        "indicator-definitions",
        string.Join('\n', IndicatorCatalog.All.Select(d => Wrapped($"- `{d.Name}` {d.Title} ({d.Source}): {d.Formula}"))));

    private static string MarketReadme => Repository.PathOf("src", "AgentBridge.Market", "README.md");

    /// <summary>A list item in lines of at most 150 characters.</summary>
    private static string Wrapped(string text)
    {
        var lines = new List<string> { string.Empty };
        foreach (var word in text.Split(' '))
        {
            if (lines[^1].Length + word.Length > 150)
            {
                lines.Add(" ");
            }

            lines[^1] += (lines[^1].Length == 0 ? string.Empty : " ") + word;
        }

        return string.Join('\n', lines);
    }
}
