using System.Text.Json.Serialization;
using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>The document of <c>run-cycle</c>.</summary>
/// <param name="Result">SIGNAL, NO_TRADE or DENIED.</param>
/// <param name="Code">The result code.</param>
/// <param name="At">When it was decided, ISO 8601 UTC.</param>
/// <param name="Symbol">The pair, such as <c>BTC/USDT</c>.</param>
/// <param name="Timeframe">The timeframe, that is the length of a candle.</param>
/// <param name="CandleClose">The deciding candle's close, ISO 8601 UTC; <see langword="null"/> without candles.</param>
/// <param name="DecisionId">The triggered decision, denied or not.</param>
/// <param name="Signal">The approved signal's canonical bytes.</param>
/// <param name="PriceStep">The price step as of the deciding candle.</param>
/// <param name="LatencyMs">The duration of each stage, in milliseconds.</param>
/// <param name="Strategy">Name and version of the strategy (<c>agent</c> only, which may run several).</param>
internal sealed record CycleDocument(
    string Result,
    string Code,
    string At,
    string Symbol,
    string Timeframe,
    string? CandleClose,
    string? DecisionId,
    RawJson? Signal,
    [property: JsonConverter(typeof(PriceStepJson))] PriceStep PriceStep,
    CycleLatencyDocument LatencyMs,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Strategy = null)
{
    public static CycleDocument Of(CycleResult result, CycleStamp stamp, PriceStep step) => new(
        result.Outcome switch { CycleOutcome.Signal => "SIGNAL", CycleOutcome.Denied => "DENIED", _ => CycleCodes.NoTrade },
        result.Code,
        SignalTimestamp.ToText(stamp.At),
        stamp.Symbol,
        stamp.Timeframe.ToString(),
        stamp.Close,
        result.Signal?.DecisionId.ToString(),
        result.Approved is { } approved ? new RawJson(approved.CanonicalBytes) : null,
        step,
        CycleLatencyDocument.Of(result.Latency));
}

/// <summary>The durations of a cycle's stages, in milliseconds to three decimals.</summary>
internal sealed record CycleLatencyDocument(double Candles, double Generate, double Risk, double Journal, double Publish, double Total)
{
    private const int Decimals = 3;

    public static CycleLatencyDocument Of(in CycleLatency latency) => new(
        Math.Round(latency.Candles, Decimals),
        Math.Round(latency.Generate, Decimals),
        Math.Round(latency.Risk, Decimals),
        Math.Round(latency.Journal, Decimals),
        Math.Round(latency.Publish, Decimals),
        Math.Round(latency.Total, Decimals));
}
