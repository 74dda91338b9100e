using System.Collections.Immutable;

namespace AgentBridge.Signals;

/// <summary>Strategies by name: the built-in ones, then those of assemblies. Names are unique; built-in names are reserved.</summary>
/// <threadsafety>Immutable; any number of threads may use it.</threadsafety>
public sealed class StrategyCatalog
{
    private static readonly ImmutableArray<StrategyDescriptor> Plain =
    [
        StrategyDescriptor.Of<Breakout, BreakoutOptions>(),
        StrategyDescriptor.Of<Momentum, MomentumOptions>(),
        StrategyDescriptor.Of<Macd, MacdOptions>(),
        StrategyDescriptor.Of<Bollinger, BollingerOptions>(),
        StrategyDescriptor.Of<MeanReversion, MeanReversionOptions>(),
        StrategyDescriptor.Of<Stochastic, StochasticOptions>(),
        StrategyDescriptor.Of<Rsi2, Rsi2Options>(),
        StrategyDescriptor.Of<Supertrend, SupertrendOptions>(),
        StrategyDescriptor.Of<EmaCross, EmaCrossOptions>(),
        StrategyDescriptor.Of<LedBreakout, LedBreakoutOptions>(),
    ];

    private readonly ImmutableArray<StrategyDescriptor> _added;
    private readonly ImmutableArray<StrategyDescriptor> _all;

    private StrategyCatalog(ImmutableArray<StrategyDescriptor> added)
    {
        // Wrappers find what they wrap in this catalogue: while they are described, among the others.
        _added = added;
        _all = [.. Plain, .. added];
        _all =
        [
            .. Plain,
            Wrapping.Describe<Cooldown, CooldownOptions>(Find),
            Wrapping.Describe<HigherTrend, HigherTrendOptions>(Find),
            Wrapping.Describe<Session, SessionOptions>(Find),
            Wrapping.Describe<Volatility, VolatilityOptions>(Find),
            .. added,
        ];
    }

    /// <summary>The built-in strategies.</summary>
    public static StrategyCatalog BuiltIn { get; } = new([]);

    /// <summary>All, the built-in ones first.</summary>
    public IReadOnlyList<StrategyDescriptor> All => _all;

    /// <summary>The same catalogue with more strategies.</summary>
    /// <param name="descriptors">The strategies, those of an assembly for example.</param>
    /// <param name="source">Their origin, for messages: an assembly's path.</param>
    /// <exception cref="StrategyException">A name is taken.</exception>
    public StrategyCatalog With(IEnumerable<StrategyDescriptor> descriptors, string source)
    {
        ArgumentNullException.ThrowIfNull(descriptors);
        var added = _added.ToBuilder();
        foreach (var descriptor in descriptors)
        {
            if (_all.Concat(added).FirstOrDefault(d => string.Equals(d.Name.Name, descriptor.Name.Name, StringComparison.Ordinal)) is { } taken)
            {
                var whose = IsBuiltIn(taken.Name.Name) ? $"the built-in {taken}" : $"{taken} ({taken.Type.FullName})";
                throw new StrategyException($"{source}: strategy {descriptor.Name.Name} ({descriptor.Type.FullName}): the name is taken by {whose}; rename it");
            }

            added.Add(descriptor);
        }

        return new StrategyCatalog(added.DrainToImmutable());
    }

    /// <summary>Whether a name is that of a built-in strategy, which no other can have.</summary>
    /// <param name="name">The name, without a version.</param>
    public static bool IsBuiltIn(string name) => BuiltIn._all.Any(d => string.Equals(d.Name.Name, name, StringComparison.Ordinal));

    /// <summary>The strategy of a name.</summary>
    /// <param name="name">The name, without a version.</param>
    /// <exception cref="StrategyException">There is no such strategy.</exception>
    public StrategyDescriptor Find(string name) =>
        _all.FirstOrDefault(d => string.Equals(d.Name.Name, name, StringComparison.Ordinal))
        ?? throw new StrategyException($"strategy {name}: there is no such strategy; available: {string.Join(", ", _all.Select(d => d.Name.Name))}");
}
