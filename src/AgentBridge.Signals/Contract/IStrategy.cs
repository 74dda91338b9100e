using System.Diagnostics.CodeAnalysis;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>
/// What a strategy is: its name, what it needs, and how it is opened. The type that implements it may be the stream itself.
/// </summary>
/// <typeparam name="TOptions">
/// Its options: a record whose settable properties are int, long, double, bool, an enumeration, <see cref="Market.Timeframe"/> or
/// <see cref="Pair"/>. Each has a <c>[Description]</c>, a number has a <c>[Range]</c>, and the defaults are those of
/// <c>new()</c>. Rules between options: <see cref="IOptionRules"/>.
/// </typeparam>
public interface IStrategy<[DynamicallyAccessedMembers(OptionMembers.Needed)] TOptions>
    where TOptions : class, new()
{
    /// <summary>Its name and version.</summary>
    static abstract StrategyName Name { get; }

    /// <summary>What it needs with these options.</summary>
    /// <param name="options">Options within their ranges.</param>
    static abstract StrategyNeeds NeedsOf(TOptions options);

    /// <summary>A stream that has seen no candle.</summary>
    /// <param name="options">Options within their ranges.</param>
    static abstract IStrategyStream Open(TOptions options);
}
