using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>
/// Wrappers as strategies of a catalogue. The option <c>strategy</c> names what is wrapped; its options are given beside those of the wrapper. All of
/// them enter the decision_id, and <c>strategy</c> enters it with the version of each strategy that it names: <c>strategy=session/1+breakout/1</c>.
/// That form can be read back, and only by the versions that it names.
/// </summary>
internal static class Wrapping
{
    /// <summary>Between a wrapper and what it wraps.</summary>
    public const char Separator = '+';

    private const string Option = "strategy";

    private static readonly OptionParameter Wrapped = new()
    {
        Name = Option,
        Kind = ParameterKind.Text,
        Meaning = "the strategy whose plans are let through or not; its own parameters are given beside these",
        Form = new WrappedFormAttribute(),
        Default = "breakout",
    };

    /// <summary>Describes a wrapper.</summary>
    /// <param name="find">Finds a strategy by name; throws a <see cref="StrategyException"/> if there is none.</param>
    public static StrategyDescriptor Describe<TWrapper, [DynamicallyAccessedMembers(OptionMembers.Needed)] TOptions>(Func<string, StrategyDescriptor> find)
        where TWrapper : IStrategyWrapper<TOptions>
        where TOptions : class, new()
    {
        var model = StrategyTypes.ModelOf(TWrapper.Name, static () => new TOptions());
        return StrategyDescriptor.Of(TWrapper.Name, typeof(TWrapper), [Wrapped, .. model.Parameters], values => Bind<TWrapper, TOptions>(model, find, [.. values]));
    }

    private static StrategyBinding Bind<TWrapper, [DynamicallyAccessedMembers(OptionMembers.Needed)] TOptions>(
        OptionsModel<TOptions> model, Func<string, StrategyDescriptor> find, ImmutableArray<KeyValuePair<string, string>> values)
        where TWrapper : IStrategyWrapper<TOptions>
        where TOptions : class, new()
    {
        var own = values.Where(v => Has(model.Parameters, v.Key));
        var options = StrategyTypes.Read(model, own);
        var (descriptor, rest) = Choose(TWrapper.Name, find, [.. values.Except(own)], model.Parameters);
        var wrapped = descriptor.BindOptions(rest);
        if (wrapped.Values.FirstOrDefault(v => Has(model.Parameters, v.Key)).Key is { } taken)
        {
            throw new StrategyException($"strategy {TWrapper.Name.Name}: {descriptor.Name.Name} has an option {taken}, too; a wrapper can be used once, and an option of your own needs another name");
        }

        var needs = TWrapper.NeedsOf(options, wrapped.Needs);
        if (needs.Fault() is { } fault)
        {
            throw new StrategyException($"strategy {TWrapper.Name.Name} needs {fault}");
        }

        var deeper = wrapped.Values.FirstOrDefault(v => IsOption(v.Key)).Value;
        var chain = deeper is null ? descriptor.Name.ToString() : $"{descriptor.Name}{Separator}{deeper}";
        ImmutableArray<KeyValuePair<string, string>> all =
        [
            .. wrapped.Values.Where(v => !IsOption(v.Key)).Concat(model.Texts(options)).Append(KeyValuePair.Create(Option, chain)).OrderBy(v => v.Key, StringComparer.Ordinal),
        ];
        return new StrategyBinding(all, DecisionId.FormatTexts(all), needs, () => TWrapper.Open(options, wrapped.Open(), wrapped.Needs))
        {
            Parameters = [Wrapped, .. model.Parameters, .. (wrapped.Parameters ?? descriptor.Parameters).Where(p => !IsOption(p.Name))],
        };
    }

    /// <summary>The wrapped strategy, and the values that are its own.</summary>
    private static (StrategyDescriptor Descriptor, ImmutableArray<KeyValuePair<string, string>> Values) Choose(
        StrategyName wrapper, Func<string, StrategyDescriptor> find, ImmutableArray<KeyValuePair<string, string>> values, ImmutableArray<OptionParameter> own)
    {
        var named = values.Where(v => IsOption(v.Key)).Select(v => v.Value).ToList();
        if (named.Count > 1)
        {
            throw new StrategyException($"strategy {wrapper.Name}: {Option}: given twice; name it once");
        }

        var chain = named.FirstOrDefault() ?? Wrapped.Default;
        if (!Wrapped.TryRead(chain, out _, out var detail))
        {
            throw new StrategyException($"strategy {wrapper.Name}: {Wrapped.ErrorOf(Option, chain, detail)}");
        }

        var end = chain.IndexOf(Separator, StringComparison.Ordinal);
        var part = end < 0 ? chain : chain[..end];
        var descriptor = find(WrappedFormAttribute.NameOf(part));
        if (part.Contains('/', StringComparison.Ordinal) && !string.Equals(part, descriptor.Name.ToString(), StringComparison.Ordinal))
        {
            throw new StrategyException($"strategy {wrapper.Name}: {Option}={chain}: there is {descriptor.Name}, not {part}; leave the version out for the one there is");
        }

        var isWrapper = Has(descriptor.Parameters, Option);
        if (!isWrapper && end >= 0)
        {
            throw new StrategyException($"strategy {wrapper.Name}: {Option}={chain}: {descriptor.Name.Name} wraps nothing; it can only be the last of them");
        }

        var rest = values.Where(v => !IsOption(v.Key));
        if (!isWrapper && rest.FirstOrDefault(v => !Has(descriptor.Parameters, v.Key)).Key is { } unknown)
        {
            var known = new[] { Option }.Concat(own.Concat(descriptor.Parameters).Select(p => p.Name));
            throw new StrategyException($"{unknown}: neither strategy {wrapper.Name} nor {descriptor.Name.Name} has such a parameter; available: {string.Join(", ", known)}");
        }

        return (descriptor, [.. rest, .. end < 0 ? Enumerable.Empty<KeyValuePair<string, string>>() : [KeyValuePair.Create(Option, chain[(end + 1)..])]]);
    }

    private static bool IsOption(string name) => string.Equals(name, Option, StringComparison.Ordinal);

    private static bool Has(ImmutableArray<OptionParameter> parameters, string name) => parameters.Any(p => string.Equals(p.Name, name, StringComparison.Ordinal));
}
