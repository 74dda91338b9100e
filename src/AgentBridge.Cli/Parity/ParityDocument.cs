using AgentBridge.Backtesting;

namespace AgentBridge.Cli;

/// <summary>The document of <c>parity</c>.</summary>
/// <param name="Equal">Whether all trades are equal in all fields, and all figures to 1e-9.</param>
/// <param name="Freqtrade">The release.</param>
/// <param name="Rules">The rules of our side.</param>
/// <param name="Compared">How many trades were compared: those of both sides, and those of one side alone.</param>
/// <param name="Fields">The fields that were compared.</param>
/// <param name="Classes">How many trades differ, by class.</param>
/// <param name="FirstDivergence">The first trade that differs; null if none does.</param>
/// <param name="Metrics">How many figures of Freqtrade's result were compared.</param>
/// <param name="DifferentMetrics">Those that differ by more than 1e-9 of their size.</param>
/// <param name="OurSha256">The hash of our trades, one JSON document a line, by open time and pair; lower-case hexadecimal.</param>
/// <param name="FreqtradeSha256">The hash of Freqtrade's trades, in the same form.</param>
/// <param name="Assumptions">What was assumed about the markets.</param>
/// <param name="OurSeconds">How long our backtest took.</param>
/// <param name="FreqtradeSeconds">How long Freqtrade took, with its start.</param>
internal sealed record ParityDocument(
    bool Equal,
    string Freqtrade,
    string Rules,
    int Compared,
    IReadOnlyList<string> Fields,
    IReadOnlyDictionary<string, int> Classes,
    ParityDivergenceDocument? FirstDivergence,
    int Metrics,
    IReadOnlyList<ParityMetric> DifferentMetrics,
    string OurSha256,
    string FreqtradeSha256,
    IReadOnlyList<string> Assumptions,
    double OurSeconds,
    double FreqtradeSeconds);

/// <summary>A trade that differs.</summary>
/// <param name="Class">What the difference is about.</param>
/// <param name="Fields">The fields that differ; empty if one side has no trade.</param>
/// <param name="Ours">Our trade; null if there is none.</param>
/// <param name="Freqtrade">Freqtrade's; null if there is none.</param>
/// <param name="Candles">The candles from the one before the entry to the one after the exit, or the first of them.</param>
internal sealed record ParityDivergenceDocument(string Class, IReadOnlyList<string> Fields, ParityTrade? Ours, ParityTrade? Freqtrade, IReadOnlyList<ParityCandle> Candles);

/// <summary>A candle near a difference.</summary>
/// <param name="Timestamp">Its open, in Unix milliseconds.</param>
/// <param name="Open">The first price.</param>
/// <param name="High">The highest price.</param>
/// <param name="Low">The lowest price.</param>
/// <param name="Close">The last price.</param>
internal sealed record ParityCandle(long Timestamp, double Open, double High, double Low, double Close);

/// <summary>The document of <c>parity --all</c>.</summary>
/// <param name="Equal">Whether every check is equal, and there is one.</param>
/// <param name="Checks">The checks, strategy by strategy.</param>
/// <param name="LeftOut">The strategies that can't run on these candles.</param>
internal sealed record ParityAllDocument(bool Equal, IReadOnlyList<ParityCheckDocument> Checks, IReadOnlyList<ParityLeftOutDocument> LeftOut);

/// <summary>A strategy on a release.</summary>
/// <param name="Strategy">Its name and version.</param>
/// <param name="Result">The check.</param>
internal sealed record ParityCheckDocument(string Strategy, ParityDocument Result);

/// <summary>A strategy that can't run on the candles.</summary>
/// <param name="Strategy">Its name and version.</param>
/// <param name="Why">The reason, for people.</param>
internal sealed record ParityLeftOutDocument(string Strategy, string Why);
