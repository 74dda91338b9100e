using System.Text.Json;

namespace AgentBridge.Cli;

/// <summary>A closed trade of Freqtrade's own table.</summary>
internal sealed record FreqtradeTrade(string DecisionId, string Pair, double OpenRate, double CloseRate, string ExitReason);

/// <summary>Reads Freqtrade's own trade table, by the Python that wrote it.</summary>
internal static class TradeTable
{
    private const string Script = """
        import json, sqlite3, sys
        rows = sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True).execute(
            "select enter_tag, pair, open_rate, close_rate, exit_reason from trades where is_open = 0 order by id").fetchall()
        print(json.dumps(rows))
        """;

    public static async Task<IReadOnlyList<FreqtradeTrade>> ReadAsync(FreqtradeEnvironment environment, string database, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        var code = await Tools.RunAsync(environment.Python, ["-c", Script, database], Path.GetDirectoryName(database)!, lines.Add, cancellationToken);
        if (code != 0 || lines.Count == 0)
        {
            throw new CliException(ExitCodes.Unavailable, $"Freqtrade's trade table {database} can't be read: {lines.LastOrDefault()}");
        }

        using var document = JsonDocument.Parse(lines[^1]);
        return [.. document.RootElement.EnumerateArray().Select(row => new FreqtradeTrade(
            DecisionOf(row[0].GetString() ?? string.Empty),
            row[1].GetString() ?? string.Empty,
            row[2].GetDouble(),
            row[3].GetDouble(),
            row[4].GetString() ?? string.Empty))];
    }

    /// <summary>The decision_id in a tag <c>ab1|id|…</c>; empty for a trade that is not ours.</summary>
    private static string DecisionOf(string tag)
    {
        var parts = tag.Split('|');
        return parts.Length > 1 && string.Equals(parts[0], "ab1", StringComparison.Ordinal) ? parts[1] : string.Empty;
    }
}
