using System.Globalization;
using AgentBridge.Market;

namespace AgentBridge.Engine;

/// <summary>Reads the settings through the table <see cref="ConfigKeys"/> and collects every error before it gives up.</summary>
internal static class ConfigLoader
{
    private const int NearMiss = 2;

    public static LoadedConfig Load(string? envFile, IReadOnlyDictionary<string, string> environment, bool fillDefaults)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var errors = new List<string>();
        var found = envFile is null ? [] : FromFile(envFile, errors);
        foreach (var (name, value) in environment)
        {
            if (IsKnown(name))
            {
                found[name] = (value, "environment");
            }
        }

        var config = new BridgeConfig();
        var filled = new List<string>();
        foreach (var rule in ConfigKeys.Rules)
        {
            if (found.TryGetValue(rule.Key.Name, out var setting))
            {
                config = Apply(rule, config, setting.Value, setting.Place, errors);
            }
            else if (rule.Key.Required && fillDefaults)
            {
                filled.Add(rule.Key.Name);
            }
            else if (rule.Key.Required)
            {
                errors.Add($"{rule.Key.Name} is missing: {rule.Key.Meaning} ({rule.Key.Range}); set it in {envFile ?? ".env"} or in the environment, for example {rule.Key.Name}={rule.Key.Default}.");
            }
        }

        CheckTogether(config, found, errors);
        return errors.Count == 0
            ? new LoadedConfig(config, filled, Misspelt(environment))
            : throw new ConfigException(errors);
    }

    /// <summary>Reads settings by their places; what is missing has its default.</summary>
    public static (BridgeConfig Config, IReadOnlyList<string> Errors) Read(Dictionary<string, (string Value, string Place)> found)
    {
        var errors = new List<string>();
        var config = new BridgeConfig();
        foreach (var rule in ConfigKeys.Rules)
        {
            if (found.TryGetValue(rule.Key.Name, out var setting))
            {
                config = Apply(rule, config, setting.Value, setting.Place, errors);
            }
        }

        CheckTogether(config, found, errors);
        return (config, errors);
    }

    private static Dictionary<string, (string Value, string Place)> FromFile(string envFile, List<string> errors)
    {
        var found = new Dictionary<string, (string Value, string Place)>(StringComparer.Ordinal);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in EnvFile.Read(envFile, errors))
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{envFile}:{line.Number}");
            if (!seen.TryAdd(line.Key, line.Number))
            {
                errors.Add(string.Create(CultureInfo.InvariantCulture, $"{place}: {line.Key} is there twice, first in line {seen[line.Key]}; remove one."));
            }
            else if (!IsKnown(line.Key))
            {
                var near = Nearest(line.Key);
                errors.Add($"{place}: {line.Key} is no setting; {(near is null ? "envs/.env.example lists them all." : $"did you mean {near}?")}");
            }
            else
            {
                found[line.Key] = (line.Value, place);
            }
        }

        return found;
    }

    private static BridgeConfig Apply(ConfigRule rule, BridgeConfig config, string value, string place, List<string> errors)
    {
        if (rule.Read(config, value.Trim(), out var problem) is { } changed)
        {
            return changed;
        }

        var shown = rule.Key.Secret ? SecretText.Shown : $"'{VisibleText.Of(value.ReplaceLineEndings(" "))}'";
        var what = problem ?? (value.Trim().Length == 0 ? "is empty" : "is not in the range");
        errors.Add($"{rule.Key.Name}={shown}: {what}; it takes {rule.Key.Range} ({place}).");
        return config;
    }

    private static void CheckTogether(BridgeConfig config, Dictionary<string, (string Value, string Place)> found, List<string> errors)
    {
        // A multiple that could not be read is its default here and is reported already.
        var readable = !errors.Exists(error => error.StartsWith("MIN_ATR_MULTIPLE=", StringComparison.Ordinal) || error.StartsWith("MAX_ATR_MULTIPLE=", StringComparison.Ordinal));
        if (readable && config.MinAtrMultiple > config.MaxAtrMultiple)
        {
            var place = found.TryGetValue("MIN_ATR_MULTIPLE", out var low) ? low.Place : found["MAX_ATR_MULTIPLE"].Place;
            errors.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"MIN_ATR_MULTIPLE={config.MinAtrMultiple} is greater than MAX_ATR_MULTIPLE={config.MaxAtrMultiple}; it takes at most that ({place})."));
        }
    }

    // HOME, PATH and the like are not ours; a name that is nearly one of ours is most likely meant to be.
    private static string[] Misspelt(IReadOnlyDictionary<string, string> environment) =>
        [.. environment.Keys
            .Where(name => !IsKnown(name))
            .Select(name => (Name: name, Near: Nearest(name)))
            .Where(pair => pair.Near is not null)
            .OrderBy(pair => pair.Name, StringComparer.Ordinal)
            .Select(pair => $"{pair.Name} in the environment is no setting and is not used; did you mean {pair.Near}?")];

    private static bool IsKnown(string name) => ConfigKeys.All.Any(key => string.Equals(key.Name, name, StringComparison.Ordinal));

    private static string? Nearest(string name)
    {
        var (near, distance) = ConfigKeys.All
            .Select(key => (key.Name, Distance: EditDistance.Between(name.ToUpperInvariant(), key.Name)))
            .MinBy(pair => pair.Distance);
        return distance <= NearMiss ? near : null;
    }
}
