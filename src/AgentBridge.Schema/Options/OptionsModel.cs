using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace AgentBridge.Schema;

/// <summary>Makes the models of options.</summary>
public static class OptionsModel
{
    /// <summary>Reads the record's description.</summary>
    /// <typeparam name="TOptions">The record.</typeparam>
    /// <param name="place">The owner of the options, such as <c>strategy breakout</c>; empty if the options' names are enough.</param>
    /// <param name="defaults">A new record, with values for required properties.</param>
    /// <param name="types">The allowed types.</param>
    /// <exception cref="OptionsException">An option lacks its meaning or range, has an unsupported type, or a default out of range.</exception>
    public static OptionsModel<TOptions> Build<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(string place, Func<TOptions> defaults, OptionTypes types)
        where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(defaults);
        ArgumentNullException.ThrowIfNull(types);
        var errors = new List<string>();
        var options = defaults();
        var properties = typeof(TOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetMethod is { IsPublic: true } && p.SetMethod is { IsPublic: true } && p.GetIndexParameters().Length == 0)
            .Select(p => OptionProperty.Read(p, options, place, types, errors))
            .OfType<OptionProperty>()
            .ToImmutableArray();
        errors.AddRange(properties.GroupBy(p => p.Parameter.Name, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => $"{place}: two options are called {g.Key}"));
        if (errors.Count == 0)
        {
            errors.AddRange(((options as IOptionRules)?.Validate() ?? []).Select(r => $"{place}, the defaults: {r}"));
        }

        return errors.Count == 0
            ? new OptionsModel<TOptions>(place, properties, defaults)
            : throw new OptionsException(string.Empty, errors.Select(e => OptionProblem.Plain([], _ => e)));
    }
}

/// <summary>
/// Options as their record describes them: the one place that reads, checks and writes them. The range of a number is its <c>[Range]</c>,
/// the meaning the <c>[Description]</c>, the default that of a new record; rules between options are <see cref="IOptionRules"/>.
/// </summary>
/// <typeparam name="TOptions">The record.</typeparam>
public sealed class OptionsModel<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>
    where TOptions : class
{
    private readonly ImmutableArray<OptionProperty> _properties;
    private readonly Func<TOptions> _defaults;

    internal OptionsModel(string place, ImmutableArray<OptionProperty> properties, Func<TOptions> defaults)
    {
        Place = place;
        _properties = properties;
        _defaults = defaults;
        Parameters = [.. properties.Select(p => p.Parameter)];
    }

    /// <summary>The owner of the options, for messages; empty if the names are enough.</summary>
    public string Place { get; }

    /// <summary>The options, in the order of the record.</summary>
    public ImmutableArray<OptionParameter> Parameters { get; }

    /// <summary>The option that a property is.</summary>
    /// <param name="property">The property's name.</param>
    public OptionParameter Of(string property) => _properties.First(p => string.Equals(p.Declared, property, StringComparison.Ordinal)).Parameter;

    /// <summary>Options from text, over the defaults.</summary>
    /// <param name="values">Names and values.</param>
    /// <exception cref="OptionsException">An unknown name, a value out of range, a broken rule.</exception>
    public TOptions Read(IEnumerable<KeyValuePair<string, string>> values)
    {
        var problems = new List<OptionProblem>();
        var options = Read(values, problems);
        return problems.Count == 0 ? options : throw new OptionsException(Place, problems);
    }

    /// <summary>Options from text, over the defaults; an option with a problem keeps its default.</summary>
    /// <param name="values">Names and values.</param>
    /// <param name="problems">Receives unknown names, values out of range, broken rules.</param>
    public TOptions Read(IEnumerable<KeyValuePair<string, string>> values, ICollection<OptionProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(problems);
        var options = _defaults();
        var given = new HashSet<string>(StringComparer.Ordinal);
        var wrong = problems.Count;
        foreach (var (name, value) in values)
        {
            if (_properties.FirstOrDefault(p => string.Equals(p.Parameter.Name, name, StringComparison.Ordinal)) is not { } property)
            {
                problems.Add(OptionProblem.Plain([name], naming => $"{naming(name)}: {(Place.Length == 0 ? "there is" : Place + " has")} no such parameter; {Known(naming)}{Near(name, naming)}"));
            }
            else if (!given.Add(name))
            {
                problems.Add(OptionProblem.Plain([name], naming => $"{naming(name)}: given twice; name it once"));
            }
            else if (!property.TrySet(options, value, out var detail))
            {
                problems.Add(OptionProblem.Value(property.Parameter, value, detail));
            }
        }

        if (problems.Count == wrong)
        {
            AddBrokenRules(options, problems);
        }

        return options;
    }

    /// <summary>The problems of options created by code; empty if there are none.</summary>
    /// <param name="options">The options to check.</param>
    public ImmutableArray<OptionProblem> Problems(TOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var problems = _properties.Where(p => !p.Holds(options)).Select(p => OptionProblem.Value(p.Parameter, p.Shown(options), null)).ToList();
        if (problems.Count == 0)
        {
            AddBrokenRules(options, problems);
        }

        return [.. problems];
    }

    /// <summary>Checks options created by code: every constructor that takes them does this, once.</summary>
    /// <param name="options">The options to check.</param>
    /// <returns>The same object, so that a constructor can check and keep it in one expression.</returns>
    /// <exception cref="OptionsException">A value outside its range, a rule that is broken.</exception>
    public TOptions Check(TOptions options) => Problems(options) is { IsEmpty: false } problems ? throw new OptionsException(Place, problems) : options;

    /// <summary>Checks one value set by code.</summary>
    /// <param name="property">The property's name.</param>
    /// <param name="value">The value to check.</param>
    /// <exception cref="OptionsException">The value is outside its range.</exception>
    public void Check(string property, object? value)
    {
        var parameter = Of(property);
        if (!parameter.Holds(value))
        {
            throw new OptionsException(Place, [OptionProblem.Value(parameter, parameter.Shown(value), null)]);
        }
    }

    /// <summary>Every option, sorted by name (ordinal), <c>k=v</c> joined by <c>;</c>: the form that enters the decision_id.</summary>
    /// <param name="options">Options within their ranges.</param>
    public string Format(TOptions options) => DecisionId.FormatTexts(Texts(options));

    /// <summary>Every option's name and value, sorted by name (ordinal); one without a value has the empty text.</summary>
    /// <param name="options">The options to check.</param>
    public IEnumerable<KeyValuePair<string, string>> Texts(TOptions options) =>
        _properties.Select(p => KeyValuePair.Create(p.Parameter.Name, p.Format(options) ?? string.Empty)).OrderBy(p => p.Key, StringComparer.Ordinal);

    private static IEnumerable<string> BrokenRules(TOptions options) => (options as IOptionRules)?.Validate() ?? [];

    private void AddBrokenRules(TOptions options, ICollection<OptionProblem> problems)
    {
        foreach (var rule in BrokenRules(options))
        {
            problems.Add(OptionProblem.Rule(rule, _properties.ToDictionary(p => p.Parameter.Name, p => p.Parameter.IsSecret ? OptionText.Hidden : p.Shown(options), StringComparer.Ordinal)));
        }
    }

    private string Near(string name, Func<string, string> naming) =>
        EditDistance.Nearest(name, Parameters.Select(p => p.Name)) is { } near ? $"; did you mean {naming(near)}?" : string.Empty;

    private string Known(Func<string, string> naming) => _properties.IsEmpty ? "it has none" : $"available: {string.Join(", ", Parameters.Select(p => naming(p.Name)))}";
}
