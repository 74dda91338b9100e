using System.Text.Json;

namespace AgentBridge.Backtesting;

/// <summary>Protections in Freqtrade's form: a list such as <c>[{"method": "CooldownPeriod", "stop_duration_candles": 5}]</c>.</summary>
public static class BacktestProtections
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static readonly Dictionary<string, Func<ProtectionSection, BacktestProtection>> Methods = new(StringComparer.Ordinal)
    {
        [nameof(StoplossGuard)] = StoplossGuard.Read,
        [nameof(MaxDrawdown)] = MaxDrawdown.Read,
        [nameof(CooldownPeriod)] = _ => new CooldownPeriod(),
        [nameof(LowProfitPairs)] = LowProfitPairs.Read,
    };

    /// <summary>Reads a list.</summary>
    /// <param name="json">The list in UTF-8.</param>
    /// <exception cref="BacktestException"><c>PROTECTION_INVALID</c>: no list, an unknown method or key, a value out of its range.</exception>
    public static IReadOnlyList<BacktestProtection> Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? [.. document.RootElement.EnumerateArray().Select((element, index) => Read(element, index + 1))]
                : throw new BacktestException("PROTECTION_INVALID", "expected a list of protections, such as [{\"method\": \"CooldownPeriod\", \"stop_duration_candles\": 5}]");
        }
        catch (JsonException exception)
        {
            throw new BacktestException("PROTECTION_INVALID", $"no JSON: {exception.Message}");
        }
    }

    internal static BacktestProtection Read(JsonElement element, int number)
    {
        var section = new ProtectionSection(element, number);
        if (!Methods.TryGetValue(section.Method, out var read))
        {
            throw section.Error($"there is no such protection here; available: {string.Join(", ", Methods.Keys)}");
        }

        var protection = read(section);
        var (stop, unlockAt) = (section.Period("stop_duration", 0), section.TimeOfDay("unlock_at"));
        if (stop is not null && unlockAt is not null)
        {
            throw section.Error("unlock_at and stop_duration exclude each other; keep one");
        }

        protection = protection with
        {
            StopDuration = stop ?? protection.StopDuration,
            LookbackPeriod = section.Period("lookback_period", 1) ?? protection.LookbackPeriod,
            UnlockAt = unlockAt,
        };
        section.RequireNoOther();
        return protection;
    }

    /// <summary>Refuses what a release doesn't have: it would ignore the setting without a word.</summary>
    internal static void Require(IReadOnlyList<BacktestProtection> protections, BacktestRules rules)
    {
        foreach (var protection in protections)
        {
            if (protection is MaxDrawdown { CalculationMode: not (DrawdownBasis.Ratios or DrawdownBasis.Equity) })
            {
                throw new BacktestException("PROTECTION_INVALID", $"{protection.Method}: calculation_mode is not set; expected ratios or equity");
            }

            var missing = protection.UnlockAt is not null ? "unlock_at" : protection is MaxDrawdown { CalculationMode: DrawdownBasis.Equity } ? "calculation_mode equity" : null;
            if (missing is not null && !rules.HasNewProtections)
            {
                throw new BacktestException("PROTECTION_UNSUPPORTED", $"{protection.Method}: Freqtrade {rules.Release} has no {missing}; leave it out, or use the rules of a later release");
            }
        }
    }
}
