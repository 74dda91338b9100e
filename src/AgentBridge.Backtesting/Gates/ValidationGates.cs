using System.Globalization;
using AgentBridge.Engine;

namespace AgentBridge.Backtesting;

/// <summary>The location of the evidence for the gates.</summary>
public sealed record GateSettings
{
    /// <summary>The gate G1, from the program that ran the tests; a library has none.</summary>
    public required GateResult Tests { get; init; }

    /// <summary>The folder of the journals.</summary>
    public required string JournalFolder { get; init; }

    /// <summary>The folders of bots, whose trades count too; a decision may be in any of the folders.</summary>
    public IReadOnlyList<string> BotFolders { get; init; } = [];

    /// <summary>Whether only trades of Freqtrade count for G2.</summary>
    public bool RequireFreqtrade { get; init; }
}

/// <summary>The gates G1 to G4, read off files that others wrote.</summary>
public static class ValidationGates
{
    /// <summary>The minimum number of cycles that G4 averages.</summary>
    public const int RequiredCycles = 5;

    /// <summary>The average cycle that G4 allows (excluded), in milliseconds.</summary>
    public const double MaxCycleMs = 3_000;

    /// <summary>Evaluates all gates.</summary>
    /// <param name="settings">Where to find the evidence.</param>
    /// <exception cref="JournalException">A journal has the wrong content.</exception>
    public static IReadOnlyList<GateResult> Evaluate(GateSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        string[] folders = [settings.JournalFolder, .. settings.BotFolders];
        TradeResultRow[] results = [.. folders.SelectMany(TradeResultJournal.Read)];
        ActionRecord[] log =
        [
            .. ActionLog.Read(settings.JournalFolder, record => record.Entry.Action is TradeActions.Cycle or TradeActions.Close).Records,
            .. settings.BotFolders.SelectMany(folder => ActionLog.Read(folder, record => record.Entry.Action is TradeActions.Close).Records),
        ];
        return
        [
            settings.Tests,
            Trades(settings, results, log),
            Joined(folders, results),
            Latency(log),
        ];
    }

    private static GateResult Trades(GateSettings settings, TradeResultRow[] results, ActionRecord[] log)
    {
        // A trade counts if both record it: its row in trade_results.csv, and the line of the host that closed it.
        var recorded = results.Select(row => row.DecisionId).ToHashSet(StringComparer.Ordinal);
        var hosts = log
            .Where(r => string.Equals(r.Entry.Action, TradeActions.Close, StringComparison.Ordinal))
            .GroupBy(r => r.Entry.Parameters.TryGetValue(TradeActions.Host, out var host) ? host.ToString() : "unknown", StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (Name: g.Key, Closed: g.SelectMany(r => r.Entry.InputRefs.Concat(r.Entry.OutputRefs)).Where(recorded.Contains).ToHashSet(StringComparer.Ordinal)))
            .ToList();
        var counted = hosts
            .Where(host => !settings.RequireFreqtrade || string.Equals(host.Name, TradeActions.FreqtradeHost, StringComparison.Ordinal))
            .SelectMany(host => host.Closed)
            .Distinct(StringComparer.Ordinal)
            .Count();
        var evidence = hosts.Count == 0 ? "no trade in the action log" : string.Join(", ", hosts.Select(host => $"{host.Name} host: {Trades(host.Closed.Count)}"));
        return new("G2", counted > 0, Trades(counted), settings.RequireFreqtrade ? "≥ 1 trade by Freqtrade" : "≥ 1 trade", evidence);
    }

    private static GateResult Joined(string[] folders, TradeResultRow[] results)
    {
        var decisions = folders.SelectMany(DecisionJournal.Read).Select(row => row.DecisionId).ToHashSet(StringComparer.Ordinal);
        var orphans = results.Where(row => !decisions.Contains(row.DecisionId)).Select(row => row.DecisionId).ToList();
        return new(
            "G3",
            orphans.Count == 0,
            string.Create(CultureInfo.InvariantCulture, $"{results.Length - orphans.Count} of {results.Length} joined"),
            "every result has its decision",
            orphans.Count == 0 ? $"{DecisionJournal.FileName}, {TradeResultJournal.FileName}" : $"without a decision: {string.Join(", ", orphans.Take(3))}");
    }

    private static GateResult Latency(ActionRecord[] log)
    {
        var logged = log
            .Where(r => string.Equals(r.Entry.Action, TradeActions.Cycle, StringComparison.Ordinal) && r.Entry.Metrics.ContainsKey(TradeActions.TotalMs))
            .ToList();
        var cycles = logged.Where(r => IsLatencyEvidence(r.Entry)).TakeLast(RequiredCycles).Select(r => r.Entry.Metrics[TradeActions.TotalMs]).ToList();
        var average = cycles.Count == 0 ? double.NaN : cycles.Average();
        return new(
            "G4",
            cycles.Count >= RequiredCycles && average < MaxCycleMs,
            cycles.Count == 0 ? logged.Count == 0 ? "no cycle logged" : "no cycle published" : string.Create(CultureInfo.InvariantCulture, $"{average:0.####} ms over {cycles.Count} cycles"),
            string.Create(CultureInfo.InvariantCulture, $"< {MaxCycleMs:0} ms over ≥ {RequiredCycles} cycles"),
            cycles.Count == 0 ? "action log" : string.Create(CultureInfo.InvariantCulture, $"action log: {string.Join(", ", cycles.Select(c => c.ToString("0.####", CultureInfo.InvariantCulture)))} ms"));
    }

    // A cycle counts if it completed, with a publication or without a trade; one that could not publish has no latency to measure. On paper the candles
    // are in memory, so a cycle that published nothing measured next to nothing; a duplicate went through the channel like a new signal.
    private static bool IsLatencyEvidence(ActionEntry cycle) =>
        cycle.Parameters.TryGetValue(TradeActions.Host, out var host) && string.Equals(host.ToString(), TradeActions.PaperHost, StringComparison.Ordinal)
            ? cycle.Result is CycleCodes.Published or CycleCodes.Duplicate
            : cycle.Result is not (CycleCodes.PublishFailed or CycleCodes.NotPublished);

    private static string Trades(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} trade{(count == 1 ? "" : "s")}");
}
