using AgentBridge.Engine;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>The outcome of a pair's candle, also without a decision and its id: nothing triggered, a feed missing, a strategy that failed or did not answer.</summary>
internal static class PairTimeline
{
    private const char At = '@';

    /// <summary>Whether the text names a pair, optionally with a candle's close: <c>BTC/USDT</c>, <c>BTC/USDT@2025-06-01T12:05:00.000Z</c>.</summary>
    public static bool IsPair(string text) => SignalSymbol.IsValid(text.Split(At)[0]);

    /// <summary>The newest candle of a pair in the journals, or the named one.</summary>
    /// <param name="folder">The journal folder.</param>
    /// <param name="text">The pair, optionally with the start of its candle's close.</param>
    /// <exception cref="CliException">No journal contains it.</exception>
    public static DecisionTimeline Find(string folder, string text)
    {
        var parts = text.Split(At, 2);
        var (pair, close) = (parts[0], parts.Length > 1 ? parts[1] : string.Empty);
        var cycles = DecisionTimeline.Places(folder)
            .SelectMany(place => place)
            .Distinct(StringComparer.Ordinal)
            .SelectMany(part => ActionLog.Read(part, record => IsOf(record, pair, close)).Records)
            .OrderBy(record => record.Timestamp)
            .ToList();
        if (cycles.Count == 0)
        {
            throw new CliException(ExitCodes.CheckFailed, $"{text}: no journal in {folder} knows a candle of this pair{(close.Length > 0 ? " with that close" : string.Empty)}");
        }

        var newest = cycles[^1];
        if (newest.Entry.OutputRefs.Count > 0)
        {
            return DecisionTimeline.Find(folder, newest.Entry.OutputRefs[0]);
        }

        var candle = CycleStages.CloseOf(newest);
        var same = cycles.Where(c => c.Entry.OutputRefs.Count == 0 && string.Equals(CycleStages.CloseOf(c), candle, StringComparison.Ordinal)).ToList();
        return new DecisionTimeline(null, [.. candle.Length > 0 ? [CycleStages.Candle(newest)] : Array.Empty<TimelineStage>(), .. same.Select(CycleStages.Undecided)]);
    }

    private static bool IsOf(ActionRecord record, string pair, string close) =>
        string.Equals(record.Entry.Action, TradeActions.Cycle, StringComparison.Ordinal)
        && string.Equals(record.Entry.Target, pair, StringComparison.Ordinal)
        && CycleStages.CloseOf(record).StartsWith(close, StringComparison.Ordinal);
}
