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

        IReadOnlyList<string> filled = [];
        if (fillDefaults)
        {
            filled = [.. Missing(found).Select(key => key.Name)];
        }
        else
        {
            RequireAll(found, $"{envFile ?? ".env"} or in the environment", errors);
        }

        var config = Read(found, ConfigKey.NameOf, errors);
        return errors.Count == 0
            ? new LoadedConfig(config, filled, Misspelt(environment, "the environment", IsKnown))
            : throw new ConfigException(errors);
    }

    /// <summary>Reads settings strictly from another program's configuration, whose keys have no case.</summary>
    public static LoadedConfig LoadFrom(IReadOnlyDictionary<string, string> values, string place, bool ownOnly, IReadOnlyCollection<string> strategies)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(strategies);
        var errors = new List<string>();
        var found = new Dictionary<string, (string Value, string Place)>(StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            if (IsKnown(name.ToUpperInvariant()))
            {
                found[name.ToUpperInvariant()] = (value, place);
            }
            else if (ownOnly)
            {
                errors.Add(Unknown(place, name, "the table of settings lists them all"));
            }
        }

        RequireAll(found, place, errors);
        var config = Read(found, ConfigKey.NameOf, errors, strategies);
        return errors.Count == 0 ? new LoadedConfig(config, [], ownOnly ? [] : Misspelt(values, place, name => IsKnown(name.ToUpperInvariant()))) : throw new ConfigException(errors);
    }

    /// <summary>Reads settings by their places; missing ones have their defaults.</summary>
    public static BridgeConfig Read(
        Dictionary<string, (string Value, string Place)> found, Func<string, string> naming, ICollection<string> errors, IReadOnlyCollection<string>? strategies = null)
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

        if (config.StrategyAssembly.Length == 0 && !StrategyNameFormAttribute.IsBuiltIn(config.ModelName) && strategies?.Contains(config.ModelName, StringComparer.Ordinal) != true)
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
                errors.Add(Unknown(place, line.Key, "envs/.env.example lists them all"));
            }
            else
            {
                found[line.Key] = (line.Value, place);
            }
        }

        return found;
    }

    // HOME, PATH and the like are not ours; a name close to one of ours is most likely a misspelling.
    private static string[] Misspelt(IReadOnlyDictionary<string, string> values, string place, Func<string, bool> isKnown) =>
        [.. values.Keys
            .Where(name => !isKnown(name))
            .Select(name => (Name: name, Near: Nearest(name)))
            .Where(pair => pair.Near is not null)
            .OrderBy(pair => pair.Name, StringComparer.Ordinal)
            .Select(pair => $"{pair.Name} in {place} is not a setting and is ignored; did you mean {pair.Near}?")];

    private static IEnumerable<ConfigKey> Missing(Dictionary<string, (string Value, string Place)> found) => ConfigKeys.All.Where(key => key.Required && !found.ContainsKey(key.Name));

    private static void RequireAll(Dictionary<string, (string Value, string Place)> found, string place, List<string> errors) =>
        errors.AddRange(Missing(found).Select(key => $"{key.Name} is missing: {key.Meaning} ({key.Range}); set it in {place}, for example {key.Name}={key.Default}."));

    private static string Unknown(string place, string name, string otherwise) =>
        $"{place}: {name} is not a setting; {(Nearest(name) is { } near ? $"did you mean {near}?" : otherwise + ".")}";

    private static bool IsKnown(string name) => ConfigKeys.All.Any(key => string.Equals(key.Name, name, StringComparison.Ordinal));

    private static string? Nearest(string name)
    {
        var (near, distance) = ConfigKeys.All
            .Select(key => (key.Name, Distance: EditDistance.Between(name.ToUpperInvariant(), key.Name)))
            .MinBy(pair => pair.Distance);
        return distance <= NearMiss ? near : null;
    }
}
