using System.Text;
using AgentBridge.Engine;
using AgentBridge.Risk;

namespace AgentBridge.Native;

/// <summary>The result of a batch of candles.</summary>
public sealed class SignalBatch
{
    private readonly byte[] _lines;

    internal SignalBatch(HistoryCounts counts, int leftOut, byte[] lines)
    {
        Candles = counts.Candles;
        LeftOut = leftOut;
        Raw = counts.Raw;
        Approved = counts.Approved;
        DeniedJson = Json(counts.Denied);
        FeedMissing = counts.FeedMissing;
        NewestLacksFeed = counts.NewestLacksFeed;
        GeneratorFailed = counts.GeneratorFailed;
        NewestFailed = counts.NewestFailure is not null;
        Failure = (counts.NewestFailure ?? counts.FirstFailure)?.ToString() ?? string.Empty;
        _lines = lines;
    }

    /// <summary>Candles processed.</summary>
    public int Candles { get; }

    /// <summary>The newest candles that had not closed by the clock; they were not processed.</summary>
    public int LeftOut { get; }

    /// <summary>Signals of the generator.</summary>
    public int Raw { get; }

    /// <summary>Signals that the gate approved: as many as there are lines.</summary>
    public int Approved { get; }

    /// <summary>Denied signals by code, as a JSON object such as <c>{"STOP_TOO_NEAR":12}</c>.</summary>
    public string DeniedJson { get; }

    /// <summary>At how many candles a feed of the strategy was missing: they were not decided.</summary>
    public int FeedMissing { get; }

    /// <summary>Whether the newest candle is one of those; a later call with the feed may decide it.</summary>
    public bool NewestLacksFeed { get; }

    /// <summary>How many candles were not decided because the strategy threw (GENERATOR_FAILED).</summary>
    public int GeneratorFailed { get; }

    /// <summary>Whether the newest candle is one of those.</summary>
    public bool NewestFailed { get; }

    /// <summary>The strategy's exception, on one line: that of the newest candle, else the first one; empty if there is none.</summary>
    public string Failure { get; }

    /// <summary>The approved signals, oldest first: canonical bytes or marks, and a newline each, UTF-8.</summary>
    public ReadOnlySpan<byte> Lines => _lines;

    /// <summary>The same as text, for hosts that pass texts.</summary>
    public string LinesText => Encoding.UTF8.GetString(_lines);

    private static string Json(IReadOnlyDictionary<DenyCode, int> denied) =>
        "{" + string.Join(',', denied.Select(d => FormattableString.Invariant($"\"{DenyCodeCatalog.Of(d.Key).Name}\":{d.Value}"))) + "}";
}
