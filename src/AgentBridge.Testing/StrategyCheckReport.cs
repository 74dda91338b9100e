using System.Collections.Immutable;

namespace AgentBridge.Testing;

/// <summary>A rule that is broken.</summary>
/// <param name="Rule">The rule's word, such as <c>PREFIX</c>.</param>
/// <param name="Candle">The index of the candle at which it shows; <see langword="null"/> where it is no single one.</param>
/// <param name="Detail">What was seen and what was expected.</param>
public sealed record StrategyFinding(string Rule, int? Candle, string Detail);

/// <summary>What a check of a strategy found.</summary>
public sealed record StrategyCheckReport
{
    /// <summary>Name and version, <c>breakout/1</c>.</summary>
    public required string Strategy { get; init; }

    /// <summary>Candles looked at.</summary>
    public required int Candles { get; init; }

    /// <summary>Plans that count, in the whole series.</summary>
    public required int Plans { get; init; }

    /// <summary>The broken rules, at most one finding a rule.</summary>
    public required ImmutableArray<StrategyFinding> Findings { get; init; }

    /// <summary>What is no fault but should be known.</summary>
    public required ImmutableArray<string> Warnings { get; init; }

    /// <summary>Nanoseconds a candle, the best of a few runs; NaN where none ended.</summary>
    public required double NsPerCandle { get; init; }

    /// <summary>Bytes allocated by a candle without a plan; NaN where no run ended.</summary>
    public required double BytesPerCandle { get; init; }

    /// <summary>Whether every rule holds.</summary>
    public bool Ok => Findings.IsEmpty;
}
