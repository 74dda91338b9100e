using AgentBridge.Risk;

namespace AgentBridge.Engine;

/// <summary>The gate's settings where they stand in somebody else's configuration: the keys of <see cref="ConfigKeys"/> in small letters, read by the same rules.</summary>
public static class RiskSettings
{
    /// <summary>min_atr_multiple, max_atr_multiple, min_rr, rr_basis, max_capital_pct, max_flat_candles.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["min_atr_multiple", "max_atr_multiple", "min_rr", "rr_basis", "max_capital_pct", "max_flat_candles"];

    /// <summary>Reads the settings; what is missing has its default.</summary>
    /// <param name="values">Texts by key.</param>
    /// <param name="place">What errors call the place, such as <c>agentbridge.risk</c>.</param>
    /// <param name="errors">Takes one line for each key that is unknown, unreadable or out of range.</param>
    public static RiskOptions Read(IReadOnlyDictionary<string, string> values, string place, ICollection<string> errors)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(errors);
        var found = new Dictionary<string, (string Value, string Place)>(StringComparer.Ordinal);
        foreach (var (key, value) in values)
        {
            if (Keys.Contains(key, StringComparer.Ordinal))
            {
                found[key.ToUpperInvariant()] = (value, $"{place}.{key}");
            }
            else
            {
                errors.Add($"{key} is no setting of {place}; there are {string.Join(", ", Keys)}.");
            }
        }

        var (config, problems) = ConfigLoader.Read(found);
        foreach (var problem in problems)
        {
            errors.Add(problem);
        }

        return config.RiskOptions;
    }
}
