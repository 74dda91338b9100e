using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>A strategy in a catalogue: its name, its parameters, and how to bind it to options.</summary>
/// <threadsafety>Immutable; any number of threads may use it.</threadsafety>
public sealed class StrategyDescriptor
{
    private readonly Func<IEnumerable<KeyValuePair<string, string>>, StrategyBinding> _bind;

    private StrategyDescriptor(StrategyName name, Type type, ImmutableArray<OptionParameter> parameters, Func<IEnumerable<KeyValuePair<string, string>>, StrategyBinding> bind)
    {
        Name = name;
        Type = type;
        Parameters = parameters;
        Summary = type.GetCustomAttribute<DescriptionAttribute>()?.Description ?? string.Empty;
        _bind = bind;
        Needs = bind([]).Needs;
    }

    /// <summary>Its name and version.</summary>
    public StrategyName Name { get; }

    /// <summary>What it does, from the <c>[Description]</c> of its type; empty if it has none.</summary>
    public string Summary { get; }

    /// <summary>Its options, in the order of its record.</summary>
    public ImmutableArray<OptionParameter> Parameters { get; }

    /// <summary>Its requirements with the default options.</summary>
    public StrategyNeeds Needs { get; }

    /// <summary>The type that decides.</summary>
    public Type Type { get; }

    /// <summary>Its origin; <see langword="null"/> if it is built in or created in code.</summary>
    public StrategyOrigin? Origin { get; private init; }

    /// <summary>The same strategy, from an assembly.</summary>
    /// <param name="origin">The assembly.</param>
    public StrategyDescriptor From(StrategyOrigin origin) => new(Name, Type, Parameters, _bind) { Origin = origin };

    /// <summary>Describes a strategy.</summary>
    /// <typeparam name="TStrategy">The class that implements the contract.</typeparam>
    /// <typeparam name="TOptions">The record of its options; <c>new()</c> has their defaults.</typeparam>
    /// <exception cref="StrategyException">An option lacks its meaning or range, a default is out of range, or its requirements can't be met.</exception>
    public static StrategyDescriptor Of<TStrategy, [DynamicallyAccessedMembers(OptionMembers.Needed)] TOptions>()
        where TStrategy : IStrategy<TOptions>
        where TOptions : class, new()
    {
        var name = Own(typeof(TStrategy).FullName ?? string.Empty, () => TStrategy.Name ?? throw new StrategyException($"{typeof(TStrategy).FullName}: its Name is null; give it a name and a version"));
        var place = $"strategy {name.Name}";
        var model = Own(place, () => StrategyTypes.ModelOf(name, static () => new TOptions()));
        return new StrategyDescriptor(
            name, typeof(TStrategy), model.Parameters, values => Own(place, () => StrategyBinding.Of<TStrategy, TOptions>(name, model, StrategyTypes.Read(model, values))));
    }

    /// <summary>Describes a strategy whose options are read by a function.</summary>
    internal static StrategyDescriptor Of(
        StrategyName name, Type type, ImmutableArray<OptionParameter> parameters, Func<IEnumerable<KeyValuePair<string, string>>, StrategyBinding> bind) =>
        new(name, type, parameters, bind);

    /// <summary>Describes a strategy without options, with a function that opens its stream.</summary>
    internal static StrategyDescriptor Of(StrategyName name, StrategyNeeds needs, Func<IStrategyStream> open)
    {
        var model = StrategyTypes.ModelOf(name, static () => new WithoutOptions());
        return needs.Fault() is { } fault
            ? throw new StrategyException($"strategy {name.Name} needs {fault}")
            : new StrategyDescriptor(name, open.Method.DeclaringType ?? typeof(Strategy), model.Parameters, values =>
            {
                _ = StrategyTypes.Read(model, values);
                return new StrategyBinding([], string.Empty, needs, open);
            });
    }

    /// <summary>The strategy with options over its defaults.</summary>
    /// <param name="values">Names and values, as the user wrote them.</param>
    /// <param name="maxCapitalPct">The capital cap of its signals; more than 0 and at most 1. It is not part of the decision_id.</param>
    /// <exception cref="StrategyException">An unknown parameter, a value out of range, or a requirement that can't be met.</exception>
    public Strategy Bind(IEnumerable<KeyValuePair<string, string>> values, double maxCapitalPct)
    {
        ArgumentNullException.ThrowIfNull(values);
        var binding = BindOptions(values);
        return new Strategy(binding.Parameters is { } parameters ? new(Name, Type, parameters, _bind) { Origin = Origin } : this, binding, maxCapitalPct);
    }

    /// <summary>The strategy with options over its defaults.</summary>
    /// <param name="parameters"><c>k=v;k=v</c>; null and empty mean the defaults.</param>
    /// <param name="maxCapitalPct">The cap on capital that its signals carry; more than 0 and at most 1.</param>
    /// <exception cref="StrategyException">As for the other overload, or a part is not <c>k=v</c>.</exception>
    public Strategy Bind(string? parameters, double maxCapitalPct) => Bind(ParameterText.Split(parameters), maxCapitalPct);

    /// <summary>Options over the defaults, and what follows from them.</summary>
    internal StrategyBinding BindOptions(IEnumerable<KeyValuePair<string, string>> values) => _bind(values);

    /// <summary>Runs a strategy's own description code: an exception is reported as its fault.</summary>
    private static T Own<T>(string place, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (TypeInitializationException exception) when (exception.InnerException is StrategyException fault)
        {
            // A static property with an invalid initial value.
            throw new StrategyException(fault.Errors);
        }
        catch (Exception exception) when (exception is not StrategyException)
        {
            throw new StrategyException($"{place}: its name, options or needs can't be read: {StrategyFailure.Words(exception)}");
        }
    }

    /// <summary>Name and version, <c>breakout/1</c>.</summary>
    public override string ToString() => Name.ToString();

    private sealed record WithoutOptions;
}
