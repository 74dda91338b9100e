using System.Text.Json.Serialization;

namespace AgentBridge.Schema;

/// <summary>
/// One trading decision, contract v1.0 (<c>schema/trading-signal-1.0.schema.json</c>). An instance may contain values that the
/// contract rejects; <see cref="SignalValidator.Validate"/> finds them, and only the risk gate turns it into an <see cref="ApprovedSignal"/>.
/// </summary>
/// <param name="DecisionId">The decision's name-based id (<see cref="Schema.DecisionId"/>): deciding the same candle twice yields one decision.</param>
/// <param name="Timestamp">The close of the deciding candle, UTC, in whole milliseconds.</param>
/// <param name="Symbol">The pair, such as <c>BTC/USDT</c>.</param>
/// <param name="Side">The side of the trade.</param>
/// <param name="Confidence">How sure the generator is; 0 &lt; confidence ≤ 1.</param>
/// <param name="Entry">How to enter, and the reference price.</param>
/// <param name="Risk">Stop, targets and the cap on capital.</param>
/// <param name="Rationale">Why, in 1 to 60 Unicode code points without control characters.</param>
[JsonConverter(typeof(SignalWriter))]
public sealed record TradingSignal(
    Guid DecisionId,
    DateTimeOffset Timestamp,
    string Symbol,
    SignalSide Side,
    double Confidence,
    SignalEntry Entry,
    RiskPlan Risk,
    string Rationale)
{
    /// <summary>The only version so far, <c>1.0</c>.</summary>
    public const string ContractVersion = "1.0";

    /// <summary>The contract's version; always <see cref="ContractVersion"/>.</summary>
    public string Version { get; } = ContractVersion;
}
