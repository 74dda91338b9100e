using System.Collections.Immutable;

namespace AgentBridge.Testing;

/// <summary>A rule of the strategy contract, with its name in reports.</summary>
/// <param name="Name">The name, such as <c>PREFIX</c>.</param>
/// <param name="Meaning">What is true if the rule is kept.</param>
public sealed record CheckRule(string Name, string Meaning)
{
    /// <summary>Plans of the first k candles are those of the whole series up to there.</summary>
    public static CheckRule Prefix { get; } = new("PREFIX", "the plans of the first k candles are those of the whole series up to there: nothing looks ahead");

    /// <summary>Plans after the warm-up do not depend on where the series starts.</summary>
    public static CheckRule Start { get; } = new("START", "plans after the warm-up do not depend on where the series starts");

    /// <summary>The same candles give the same plans.</summary>
    public static CheckRule Determinism { get; } = new("DETERMINISM", "the same candles give the same plans in every run, process, culture and time zone");

    /// <summary>A stream yields what a batch yields, whatever other streams do.</summary>
    public static CheckRule StreamIsBatch { get; } = new("STREAM=BATCH", "candle by candle yields the same as a whole history, whatever other streams of the strategy do meanwhile");

    /// <summary>NaN and infinities.</summary>
    public static CheckRule Nan { get; } = new("NAN", "candles with NaN and infinities end nothing and produce no invalid plan");

    /// <summary>Missing candles.</summary>
    public static CheckRule Gap { get; } = new("GAP", "missing candles, filled or not, end nothing and produce no invalid plan");

    /// <summary>A market that does not move.</summary>
    public static CheckRule Flat { get; } = new("FLAT", "a market that does not move ends nothing and produces no invalid plan");

    /// <summary>Absurd prices.</summary>
    public static CheckRule Extreme { get; } = new("EXTREME", "tiny, huge and jumping prices end nothing and produce no invalid plan");

    /// <summary>Plans yield valid signals.</summary>
    public static CheckRule Contract { get; } = new("CONTRACT", "every plan yields a valid signal on a declared side; every stream is a new object; nothing throws");

    /// <summary>Fast enough.</summary>
    public static CheckRule Time { get; } = new("TIME", "at most 50 µs a candle (more than 1 µs is warned of)");

    /// <summary>No garbage.</summary>
    public static CheckRule Bytes { get; } = new("BYTES", "a candle without a plan allocates nothing");

    /// <summary>All, in the order of checking.</summary>
    public static ImmutableArray<CheckRule> All { get; } = [Contract, Prefix, Start, Determinism, StreamIsBatch, Nan, Gap, Flat, Extreme, Time, Bytes];
}
