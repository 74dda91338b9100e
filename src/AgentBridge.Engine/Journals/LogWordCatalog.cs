using System.Collections.Immutable;
using AgentBridge.Risk;

namespace AgentBridge.Engine;

/// <summary>The kinds of words in the journals.</summary>
public enum LogWordKind
{
    /// <summary>Unspecified.</summary>
    Unspecified = 0,

    /// <summary>The action of a line.</summary>
    Action = 1,

    /// <summary>The result of a cycle or a publication.</summary>
    Cycle = 2,

    /// <summary>Why the gate denied a signal.</summary>
    Denial = 3,

    /// <summary>Why an executor did not open a trade.</summary>
    Refusal = 4,

    /// <summary>The course of an entry.</summary>
    Entry = 5,

    /// <summary>Why a trade ended.</summary>
    Exit = 6,

    /// <summary>A stage of a decision's life in <c>bridge why</c>; in no journal.</summary>
    Stage = 7,
}

/// <summary>A word of the journals.</summary>
/// <param name="Word">The word as written, such as <c>PUBLISHED</c>.</param>
/// <param name="Kind">Its kind. A word may have several kinds, each with its own meaning.</param>
/// <param name="Meaning">The meaning, for people.</param>
/// <param name="IsFinal">Of a refusal: whether the decision never opens a trade after it.</param>
public sealed record LogWord(string Word, LogWordKind Kind, string Meaning, bool IsFinal = false);

/// <summary>
/// Every word that C# and Python write into action logs and results, and that <c>bridge why</c> adds: one table. Python's <c>agent_bridge/codes.py</c> and the
/// documents are generated from it. Words are never reused.
/// </summary>
public static class LogWordCatalog
{
    /// <summary>All words, by kind.</summary>
    public static ImmutableArray<LogWord> All { get; } =
    [
        new(TradeActions.Cycle, LogWordKind.Action, "a candle was decided, or could not be"),
        new(TradeActions.Publish, LogWordKind.Action, "a signal from a file was checked and published"),
        new(TradeActions.Refuse, LogWordKind.Action, "an executor did not open a trade"),
        new(TradeActions.Confirm, LogWordKind.Action, "an entry was confirmed; its order follows"),
        new(TradeActions.Open, LogWordKind.Action, "a trade was opened"),
        new(TradeActions.Stop, LogWordKind.Action, "the stop of a trade is set"),
        new(TradeActions.Close, LogWordKind.Action, "a trade was closed; the result is an exit reason"),
        new(CycleCodes.NoTrade, LogWordKind.Cycle, "the newest candle triggers nothing"),
        new(CycleCodes.Published, LogWordKind.Cycle, "the signal was published"),
        new(CycleCodes.Duplicate, LogWordKind.Cycle, "the signal was published before, with the same bytes"),
        new(CycleCodes.NotPublished, LogWordKind.Cycle, "the signal was approved and journalled; there is no publisher"),
        new(CycleCodes.PublishFailed, LogWordKind.Cycle, "the signal was approved and journalled; the publisher failed, or was cancelled"),
        new(CycleCodes.FeedMissing, LogWordKind.Cycle, "a feed of the strategy lacks the candle that this decision needs"),
        new(CycleCodes.GeneratorTimeout, LogWordKind.Cycle, "the strategy did not answer in time"),
        new(CycleCodes.GeneratorFailed, LogWordKind.Cycle, "the strategy threw, on this candle or shortly before"),
        new(CycleCodes.CandlesUnavailable, LogWordKind.Cycle, "no candles were available"),
        .. DenyCodeCatalog.All.Select(row => new LogWord(row.Name, LogWordKind.Denial, row.Meaning)),
        .. ExecutorCodeCatalog.All.Select(row => new LogWord(row.Name, LogWordKind.Refusal, row.Meaning, row.IsFinal)),
        new(EntryWords.CandlesEnded, LogWordKind.Refusal, "the recorded candles end before the one that would open the trade (replays only)", IsFinal: true),
        new(EntryWords.NotFetched, LogWordKind.Refusal, "the signal was published, but the channel does not return it (replays only)", IsFinal: true),
        new(EntryWords.Confirmed, LogWordKind.Entry, "Freqtrade may place the order"),
        new(EntryWords.Opened, LogWordKind.Entry, "the entry was filled"),
        new(EntryWords.Recovered, LogWordKind.Entry, "an open trade was found at startup"),
        new(EntryWords.StopSet, LogWordKind.Entry, "the trade's stop is where the signal puts it"),
        .. ExitReasonCatalog.All.Select(row => new LogWord(row.Reason, LogWordKind.Exit, row.Meaning)),
        new(StageWords.Closed, LogWordKind.Stage, "the deciding candle closed"),
        new(StageWords.Triggered, LogWordKind.Stage, "the strategy triggered a signal"),
        new(StageWords.Approved, LogWordKind.Stage, "the gate approved it"),
        new(StageWords.Written, LogWordKind.Stage, "its row is in decision_log.csv"),
        new(StageWords.None, LogWordKind.Stage, "no executor has reported on it"),
    ];
}
