using AgentBridge.Risk;
using AgentBridge.Schema;

namespace AgentBridge.Engine;

/// <summary>The outcome of a cycle.</summary>
public enum CycleOutcome
{
    /// <summary>Unspecified; nothing was published.</summary>
    Unspecified = 0,

    /// <summary>The newest candle triggers nothing.</summary>
    NoTrade = 1,

    /// <summary>A signal was triggered and denied, by the gate or as a conflict; nothing was published.</summary>
    Denied = 2,

    /// <summary>A signal was approved, written to the journal and passed to the publisher.</summary>
    Signal = 3,
}

/// <summary>The duration of each stage, in milliseconds by a monotonic clock; 0 for a stage that was not reached.</summary>
/// <param name="Candles">Fetching the candles.</param>
/// <param name="Generate">Deciding.</param>
/// <param name="Risk">The gate.</param>
/// <param name="Journal">The decision's row, flushed to disk.</param>
/// <param name="Publish">The publication.</param>
/// <param name="Total">From the start of the fetch to the end.</param>
public readonly record struct CycleLatency(double Candles, double Generate, double Risk, double Journal, double Publish, double Total)
{
    /// <summary>The figures by name, as logs and documents spell them.</summary>
    public IReadOnlyDictionary<string, double> ToMetrics() => new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["candles_ms"] = Candles,
        ["generate_ms"] = Generate,
        ["risk_ms"] = Risk,
        ["journal_ms"] = Journal,
        ["publish_ms"] = Publish,
        [TradeActions.TotalMs] = Total,
    };
}

/// <summary>The result of a cycle.</summary>
/// <param name="Outcome">What became of the candle, in one of a few kinds.</param>
/// <param name="Code">The result code: one of <see cref="CycleCodes"/>, DECISION_CONFLICT or a deny code.</param>
/// <param name="Signal">The triggered signal, denied or not; <see langword="null"/> for NO_TRADE.</param>
/// <param name="Verdict">The gate's verdict; the default value if there was nothing to check.</param>
/// <param name="Latency">The duration of each stage.</param>
public sealed record CycleResult(CycleOutcome Outcome, string Code, TradingSignal? Signal, RiskVerdict Verdict, CycleLatency Latency)
{
    /// <summary>The approved signal, its cap applied; <see langword="null"/> unless <see cref="Outcome"/> is <see cref="CycleOutcome.Signal"/>.</summary>
    public ApprovedSignal? Approved => Outcome == CycleOutcome.Signal ? Verdict.Approved : null;
}
