using System.Diagnostics.CodeAnalysis;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>A strategy that lets through some of the plans of another strategy, unchanged.</summary>
/// <typeparam name="TOptions">Its options; each name begins with the wrapper's name or is otherwise one that no strategy has.</typeparam>
internal interface IStrategyWrapper<[DynamicallyAccessedMembers(OptionMembers.Needed)] TOptions>
    where TOptions : class, new()
{
    /// <summary>Its name and version, which are part of every decision_id.</summary>
    static abstract StrategyName Name { get; }

    /// <summary>The needs of both. Feeds of its own come after those of the wrapped strategy.</summary>
    /// <param name="options">Options within their ranges.</param>
    /// <param name="wrapped">Warm-up, feeds and sides of the wrapped strategy with its own options.</param>
    static abstract StrategyNeeds NeedsOf(TOptions options, StrategyNeeds wrapped);

    /// <summary>Opens a stream that has seen no candle.</summary>
    /// <param name="options">Options within their ranges.</param>
    /// <param name="wrapped">A stream that has seen no candle, of the strategy whose plans are let through or not.</param>
    /// <param name="needs">Warm-up, feeds and sides of the wrapped strategy with its own options.</param>
    static abstract IStrategyStream Open(TOptions options, IStrategyStream wrapped, StrategyNeeds needs);
}
