using System.Diagnostics.CodeAnalysis;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>
/// A strategy: its name, its requirements, and how to open it. The implementing type may be the stream itself.
/// </summary>
/// <typeparam name="TOptions">
/// Its options: a record whose settable properties are int, long, double, bool, an enumeration, <see cref="Market.Timeframe"/> or
/// <see cref="Pair"/>. Each has a <c>[Description]</c>, a number has a <c>[Range]</c>, and the defaults are those of
/// <c>new()</c>. Rules between options: <see cref="IOptionRules"/>.
/// </typeparam>
public interface IStrategy<[DynamicallyAccessedMembers(OptionMembers.Needed)] TOptions>
    where TOptions : class, new()
{
    /// <summary>Its name and version, which are part of every decision_id.</summary>
    static abstract StrategyName Name { get; }

    /// <summary>Its requirements with the given options.</summary>
    /// <param name="options">Options within their ranges.</param>
    static abstract StrategyNeeds NeedsOf(TOptions options);

    /// <summary>Opens a stream that has seen no candle.</summary>
    /// <param name="options">Options within their ranges.</param>
    static abstract IStrategyStream Open(TOptions options);
}
