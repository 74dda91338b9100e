using System.Globalization;
using AgentBridge.Schema;

namespace AgentBridge.Engine;

/// <summary>Reads the settings by the table <see cref="ConfigKeys"/> and collects every error before it gives up.</summary>
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

        var filled = new List<string>();
        foreach (var key in ConfigKeys.All.Where(key => key.Required && !found.ContainsKey(key.Name)))
        {
            if (fillDefaults)
            {
                filled.Add(key.Name);
            }
            else
            {
                errors.Add($"{key.Name} is missing: {key.Meaning} ({key.Range}); set it in {envFile ?? ".env"} or in the environment, for example {key.Name}={key.Default}.");
            }
        }

        var config = Read(found, ConfigKey.NameOf, errors);
        return errors.Count == 0
            ? new LoadedConfig(config, filled, Misspelt(environment))
            : throw new ConfigException(errors);
    }

    /// <summary>Reads settings by their places; missing ones have their defaults.</summary>
    public static BridgeConfig Read(Dictionary<string, (string Value, string Place)> found, Func<string, string> naming, ICollection<string> errors)
    {
        var problems = new List<OptionProblem>();

        // In the table's order, so that errors are in that order.
        var values = ConfigKeys.Model.Parameters
            .Where(p => found.ContainsKey(ConfigKey.NameOf(p.Name)))
            .Select(p => KeyValuePair.Create(p.Name, found[ConfigKey.NameOf(p.Name)].Value.Trim(EnvFile.Blanks)));
        var config = ConfigKeys.Model.Read(values, problems);
        foreach (var problem in problems)
        {
            var places = problem.Names.Select(ConfigKey.NameOf).Where(found.ContainsKey).Select(name => found[name].Place).Where(place => place.Length > 0).Distinct(StringComparer.Ordinal).ToArray();
            errors.Add(problem.Line(naming) + (places.Length == 0 ? string.Empty : $" ({string.Join(", ", places)})"));
        }

        if (config.StrategyAssembly.Length == 0 && !StrategyNameFormAttribute.IsBuiltIn(config.ModelName))
        {
            // Names from an assembly are checked when it is loaded.
            var model = ConfigKeys.Model.Of(nameof(BridgeConfig.ModelName));
            errors.Add($"{model.ErrorOf(naming(model.Name), config.ModelName)} ({found[ConfigKey.NameOf(model.Name)].Place})");
        }

        return config;
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
                errors.Add($"{place}: {line.Key} is not a setting; {(near is null ? "envs/.env.example lists them all." : $"did you mean {near}?")}");
            }
            else
            {
                found[line.Key] = (line.Value, place);
            }
        }

        return found;
    }

    // HOME, PATH and the like are not ours; a name close to one of ours is most likely a misspelling.
    private static string[] Misspelt(IReadOnlyDictionary<string, string> environment) =>
        [.. environment.Keys
            .Where(name => !IsKnown(name))
            .Select(name => (Name: name, Near: Nearest(name)))
            .Where(pair => pair.Near is not null)
            .OrderBy(pair => pair.Name, StringComparer.Ordinal)
            .Select(pair => $"{pair.Name} in the environment is not a setting and is ignored; did you mean {pair.Near}?")];

    private static bool IsKnown(string name) => ConfigKeys.All.Any(key => string.Equals(key.Name, name, StringComparison.Ordinal));

    private static string? Nearest(string name)
    {
        var (near, distance) = ConfigKeys.All
            .Select(key => (key.Name, Distance: EditDistance.Between(name.ToUpperInvariant(), key.Name)))
            .MinBy(pair => pair.Distance);
        return distance <= NearMiss ? near : null;
    }
}
