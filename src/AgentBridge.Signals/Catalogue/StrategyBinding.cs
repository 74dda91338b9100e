using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>A strategy's validated options, and what follows from them.</summary>
/// <param name="Values">Every option by name, sorted, as it enters the decision_id.</param>
/// <param name="Text">The same, <c>k=v</c> joined by <c>;</c>.</param>
/// <param name="Needs">The strategy's requirements with them.</param>
/// <param name="Open">Creates a new stream with these options.</param>
internal sealed record StrategyBinding(ImmutableArray<KeyValuePair<string, string>> Values, string Text, StrategyNeeds Needs, Func<IStrategyStream> Open)
{
    /// <summary>The parameters where the values decide which there are; null where they are those of the descriptor.</summary>
    public ImmutableArray<OptionParameter>? Parameters { get; init; }

    public static StrategyBinding Of<TStrategy, [DynamicallyAccessedMembers(OptionMembers.Needed)] TOptions>(StrategyName name, OptionsModel<TOptions> model, TOptions options)
        where TStrategy : IStrategy<TOptions>
        where TOptions : class, new()
    {
        var needs = TStrategy.NeedsOf(options) ?? throw new StrategyException($"strategy {name.Name}: NeedsOf gave nothing");
        return needs.Fault() is { } fault
            ? throw new StrategyException($"strategy {name.Name} needs {fault}")
            : new StrategyBinding([.. model.Texts(options)], model.Format(options), needs, () => TStrategy.Open(options));
    }
}
