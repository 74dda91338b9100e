using System.Collections.Immutable;

namespace AgentBridge.Testing;

/// <summary>A broken rule.</summary>
/// <param name="Rule">The rule's name, such as <c>PREFIX</c>.</param>
/// <param name="Candle">The index of the first affected candle; <see langword="null"/> if it is not a single one.</param>
/// <param name="Detail">The observed and the expected behaviour.</param>
public sealed record StrategyFinding(string Rule, int? Candle, string Detail);

/// <summary>The result of checking a strategy.</summary>
public sealed record StrategyCheckReport
{
    /// <summary>Name and version, <c>breakout/1</c>.</summary>
    public required string Strategy { get; init; }

    /// <summary>Candles processed.</summary>
    public required int Candles { get; init; }

    /// <summary>Plans that count, in the whole series.</summary>
    public required int Plans { get; init; }

    /// <summary>The broken rules, at most one finding a rule.</summary>
    public required ImmutableArray<StrategyFinding> Findings { get; init; }

    /// <summary>The rules that could not be checked, because the strategy threw before; they count neither as passed nor as failed.</summary>
    public ImmutableArray<string> NotChecked { get; init; } = [];

    /// <summary>Remarks that are not faults.</summary>
    public required ImmutableArray<string> Warnings { get; init; }

    /// <summary>Nanoseconds a candle, the best of a few runs; NaN where none ended.</summary>
    public required double NsPerCandle { get; init; }

    /// <summary>Bytes allocated by a candle without a plan; NaN where no run ended.</summary>
    public required double BytesPerCandle { get; init; }

    /// <summary>Whether there are no findings.</summary>
    public bool Ok => Findings.IsEmpty;
}
