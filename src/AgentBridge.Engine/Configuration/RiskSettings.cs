using AgentBridge.Risk;

namespace AgentBridge.Engine;

/// <summary>The gate's settings inside another program's configuration: the keys of <see cref="ConfigKeys"/> in lower case, read by the same rules.</summary>
public static class RiskSettings
{
    /// <summary>The keys: those of the configuration that the gate has too.</summary>
    public static IReadOnlyList<string> Keys { get; } =
        [.. ConfigKeys.Model.Parameters.Select(p => p.Name).Intersect(RiskOptions.Model.Parameters.Select(p => p.Name), StringComparer.Ordinal)];

    /// <summary>Reads the settings; missing ones have their defaults.</summary>
    /// <param name="values">Texts by key.</param>
    /// <param name="place">The name of the place in errors, such as <c>agentbridge.risk</c>.</param>
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
                found[ConfigKey.NameOf(key)] = (value, string.Empty);
            }
            else
            {
                errors.Add($"{key} is not a setting of {place}; expected one of {string.Join(", ", Keys)}.");
            }
        }

        var config = ConfigLoader.Read(found, name => $"{place}.{name}", errors);
        return config.RiskOptions;
    }
}
