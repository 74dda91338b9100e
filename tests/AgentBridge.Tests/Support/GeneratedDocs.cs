namespace AgentBridge.Tests.Support;

/// <summary>
/// Generated text in documents, between <c>&lt;!-- generated:NAME --&gt;</c> and
/// <c>&lt;!-- /generated:NAME --&gt;</c>. A test compares it with the code; UPDATE_DOCS=1 regenerates it.
/// </summary>
internal static class GeneratedDocs
{
    public static void Check(string file, string name, string expected)
    {
        var text = File.ReadAllText(file);
        var start = $"<!-- generated:{name} -->\n";
        var end = $"<!-- /generated:{name} -->";
        var from = text.IndexOf(start, StringComparison.Ordinal);
        var to = text.IndexOf(end, StringComparison.Ordinal);
        from.Should().BeGreaterThanOrEqualTo(0, "{0} contains the line {1}", Path.GetFileName(file), start.Trim());
        to.Should().BeGreaterThan(from, "{0} contains the line {1} after it", Path.GetFileName(file), end);
        from += start.Length;
        expected = expected.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        if (IsUpdate("UPDATE_DOCS"))
        {
            File.WriteAllText(file, text[..from] + expected + text[to..]);
            return;
        }

        text[from..to].Should().Be(expected, "the text is generated from the code; run the tests with UPDATE_DOCS=1 to accept");
    }

    /// <summary>A markdown table.</summary>
    public static string Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        var lines = new List<string> { Line(header), Line([.. header.Select(_ => "---")]) };
        lines.AddRange(rows.Select(Line));
        return string.Join('\n', lines);
    }

    public static bool IsUpdate(string variable) => string.Equals(Environment.GetEnvironmentVariable(variable), "1", StringComparison.Ordinal);

    private static string Line(IReadOnlyList<string> cells) =>
        "| " + string.Join(" | ", cells.Select(c => c.Replace("|", "\\|", StringComparison.Ordinal))) + " |";
}
