using System.Collections.Immutable;

namespace AgentBridge.Signals;

/// <summary>The generators by the name that <c>--strategy</c> and MODEL_NAME take.</summary>
public static class SignalGenerators
{
    /// <summary>All names.</summary>
    public static ImmutableArray<string> Names { get; } = ["breakout"];

    /// <summary>Makes a generator.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="maxCapitalPct">The cap on capital that its signals carry; more than 0 and at most 1.</param>
    /// <exception cref="ArgumentException">There is no such generator.</exception>
    public static BreakoutGenerator Create(string name, double maxCapitalPct) => name switch
    {
        "breakout" => new BreakoutGenerator(new BreakoutOptions { MaxCapitalPct = maxCapitalPct }),
        _ => throw new ArgumentException($"There is no strategy '{name}'; there are: {string.Join(", ", Names)}.", nameof(name)),
    };
}
