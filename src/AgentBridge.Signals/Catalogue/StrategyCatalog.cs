using System.Collections.Immutable;

namespace AgentBridge.Signals;

/// <summary>Strategies by name: the built-in ones, then those of assemblies. Names are unique; built-in names are reserved.</summary>
/// <threadsafety>Immutable; any number of threads may use it.</threadsafety>
public sealed class StrategyCatalog
{
    private readonly ImmutableArray<StrategyDescriptor> _all;

    private StrategyCatalog(ImmutableArray<StrategyDescriptor> all) => _all = all;

    /// <summary>The built-in strategies.</summary>
    public static StrategyCatalog BuiltIn { get; } = new(
    [
        StrategyDescriptor.Of<Breakout, BreakoutOptions>(),
        StrategyDescriptor.Of<EmaCross, EmaCrossOptions>(),
        StrategyDescriptor.Of<LedBreakout, LedBreakoutOptions>(),
    ]);

    /// <summary>All, the built-in ones first.</summary>
    public IReadOnlyList<StrategyDescriptor> All => _all;

    /// <summary>The same catalogue with more strategies.</summary>
    /// <param name="descriptors">The strategies, those of an assembly for example.</param>
    /// <param name="source">Their origin, for messages: an assembly's path.</param>
    /// <exception cref="StrategyException">A name is taken.</exception>
    public StrategyCatalog With(IEnumerable<StrategyDescriptor> descriptors, string source)
    {
        ArgumentNullException.ThrowIfNull(descriptors);
        var all = _all.ToBuilder();
        foreach (var descriptor in descriptors)
        {
            if (all.FirstOrDefault(d => string.Equals(d.Name.Name, descriptor.Name.Name, StringComparison.Ordinal)) is { } taken)
            {
                var whose = BuiltIn._all.Contains(taken) ? $"the built-in {taken}" : $"{taken} ({taken.Type.FullName})";
                throw new StrategyException($"{source}: strategy {descriptor.Name.Name} ({descriptor.Type.FullName}): the name is taken by {whose}; rename it");
            }

            all.Add(descriptor);
        }

        return new StrategyCatalog(all.DrainToImmutable());
    }

    /// <summary>The strategy of a name.</summary>
    /// <param name="name">The name, without a version.</param>
    /// <exception cref="StrategyException">There is no such strategy.</exception>
    public StrategyDescriptor Find(string name) =>
        _all.FirstOrDefault(d => string.Equals(d.Name.Name, name, StringComparison.Ordinal))
        ?? throw new StrategyException($"strategy {name}: there is no such strategy; available: {string.Join(", ", _all.Select(d => d.Name.Name))}");
}
