using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>The options of a strategy as its record describes them: the one place that reads, checks and writes them.</summary>
internal sealed class OptionsModel<[DynamicallyAccessedMembers(OptionMembers.Needed)] TOptions>
    where TOptions : class, new()
{
    private readonly ImmutableArray<OptionProperty> _properties;

    private OptionsModel(ImmutableArray<OptionProperty> properties)
    {
        _properties = properties;
        Parameters = [.. properties.Select(p => p.Parameter)];
    }

    public ImmutableArray<StrategyParameter> Parameters { get; }

    /// <summary>Reads the record's description.</summary>
    /// <exception cref="StrategyException">An option lacks its meaning or range, has a type that is none, or a default outside.</exception>
    public static OptionsModel<TOptions> Build(StrategyName strategy)
    {
        var errors = new List<string>();
        var defaults = new TOptions();
        var place = $"strategy {strategy.Name}";
        var properties = typeof(TOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetMethod is { IsPublic: true } && p.SetMethod is { IsPublic: true } && p.GetIndexParameters().Length == 0)
            .Select(p => OptionProperty.Read(p, defaults, place, errors))
            .OfType<OptionProperty>()
            .ToImmutableArray();
        errors.AddRange(properties.GroupBy(p => p.Parameter.Name, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => $"{place}: two options are called {g.Key}"));
        if (errors.Count == 0)
        {
            errors.AddRange(BrokenRules(defaults).Select(r => $"{place}, the defaults: {r}"));
        }

        return errors.Count == 0 ? new OptionsModel<TOptions>(properties) : throw new StrategyException(errors);
    }

    /// <summary>Options from text, over the defaults.</summary>
    /// <exception cref="StrategyException">A name that is none, a value outside its range, a rule that is broken.</exception>
    public TOptions Read(StrategyName strategy, IEnumerable<KeyValuePair<string, string>> values)
    {
        var errors = new List<string>();
        var options = new TOptions();
        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            if (_properties.FirstOrDefault(p => string.Equals(p.Parameter.Name, name, StringComparison.Ordinal)) is not { } property)
            {
                errors.Add($"{name}: strategy {strategy.Name} has no such parameter; {Known()}");
            }
            else if (!given.Add(name))
            {
                errors.Add($"{name}: given twice; name it once");
            }
            else if (!property.TrySet(options, value))
            {
                errors.Add(property.Parameter.ErrorOf(value));
            }
        }

        errors.AddRange(errors.Count == 0 ? BrokenRules(options) : []);
        return errors.Count == 0 ? options : throw new StrategyException(errors.Select(e => $"strategy {strategy.Name}: {e}"));
    }

    /// <summary>Checks options that a program made.</summary>
    /// <exception cref="StrategyException">A value outside its range, a rule that is broken.</exception>
    public void Check(StrategyName strategy, TOptions options)
    {
        var errors = _properties.Where(p => !p.Holds(options)).Select(p => p.Parameter.ErrorOf(p.Shown(options))).ToList();
        errors.AddRange(errors.Count == 0 ? BrokenRules(options) : []);
        if (errors.Count > 0)
        {
            throw new StrategyException(errors.Select(e => $"strategy {strategy.Name}: {e}"));
        }
    }

    /// <summary>Every option, sorted by name (ordinal), <c>k=v</c> joined by <c>;</c>: the form that enters the decision_id.</summary>
    public string Format(TOptions options) => DecisionId.FormatTexts(Texts(options));

    /// <summary>Every option's name and value, sorted by name (ordinal).</summary>
    public IEnumerable<KeyValuePair<string, string>> Texts(TOptions options) =>
        _properties.Select(p => KeyValuePair.Create(p.Parameter.Name, p.Format(options)!)).OrderBy(p => p.Key, StringComparer.Ordinal);

    private static IEnumerable<string> BrokenRules(TOptions options) => (options as IOptionRules)?.Validate() ?? [];

    private string Known() => _properties.IsEmpty ? "it has none" : $"there are: {string.Join(", ", Parameters.Select(p => p.Name))}";
}
