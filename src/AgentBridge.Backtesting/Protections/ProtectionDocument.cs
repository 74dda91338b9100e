using System.Text.Json.Serialization;

namespace AgentBridge.Backtesting;

/// <summary>A protection in Freqtrade's form; a setting that it does not have is left out.</summary>
internal sealed record ProtectionDocument
{
    public required string Method { get; init; }

    public int? TradeLimit { get; init; }

    public double? MaxAllowedDrawdown { get; init; }

    public string? CalculationMode { get; init; }

    public bool? OnlyPerPair { get; init; }

    public bool? OnlyPerSide { get; init; }

    public double? RequiredProfit { get; init; }

    public string? UnlockAt { get; init; }

    public int? StopDuration { get; init; }

    public int? StopDurationCandles { get; init; }

    public int? LookbackPeriod { get; init; }

    public int? LookbackPeriodCandles { get; init; }
}

/// <summary>The generated writer of <see cref="ProtectionDocument"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProtectionDocument))]
internal sealed partial class ProtectionJson : JsonSerializerContext;
