using System.Collections.Immutable;

namespace AgentBridge.Testing;

/// <summary>A rule of the strategy contract, by the word that reports use.</summary>
/// <param name="Name">The word, such as <c>PREFIX</c>.</param>
/// <param name="Meaning">What holds where the rule is kept.</param>
public sealed record CheckRule(string Name, string Meaning)
{
    /// <summary>Plans of the first k candles are those of the whole series up to there.</summary>
    public static CheckRule Prefix { get; } = new("PREFIX", "the plans of the first k candles are those of the whole series up to there: nothing looks ahead");

    /// <summary>Plans after the warm-up do not depend on where the walk began.</summary>
    public static CheckRule Start { get; } = new("START", "plans after the warm-up do not depend on where the walk began");

    /// <summary>The same candles give the same plans.</summary>
    public static CheckRule Determinism { get; } = new("DETERMINISM", "the same candles give the same plans in every run, process, culture and time zone");

    /// <summary>A stream gives what a batch gives, whatever other streams do.</summary>
    public static CheckRule StreamIsBatch { get; } = new("STREAM=BATCH", "candle by candle gives what a whole history gives, whatever other streams of the strategy do meanwhile");

    /// <summary>Values that are no numbers.</summary>
    public static CheckRule Nan { get; } = new("NAN", "candles with NaN and infinities end nothing and make no invalid plan");

    /// <summary>Missing candles.</summary>
    public static CheckRule Gap { get; } = new("GAP", "missing candles, filled or not, end nothing and make no invalid plan");

    /// <summary>A market that does not move.</summary>
    public static CheckRule Flat { get; } = new("FLAT", "a market that does not move ends nothing and makes no invalid plan");

    /// <summary>Absurd prices.</summary>
    public static CheckRule Extreme { get; } = new("EXTREME", "tiny, huge and leaping prices end nothing and make no invalid plan");

    /// <summary>Plans make valid signals.</summary>
    public static CheckRule Contract { get; } = new("CONTRACT", "every plan makes a valid signal of a declared side; every stream is a new one; nothing is thrown");

    /// <summary>Fast enough.</summary>
    public static CheckRule Time { get; } = new("TIME", "at most 50 µs a candle (more than 1 µs is warned of)");

    /// <summary>No garbage.</summary>
    public static CheckRule Bytes { get; } = new("BYTES", "a candle without a plan allocates nothing");

    /// <summary>All, in the order of checking.</summary>
    public static ImmutableArray<CheckRule> All { get; } = [Contract, Prefix, Start, Determinism, StreamIsBatch, Nan, Gap, Flat, Extreme, Time, Bytes];
}
