using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace AgentBridge.Telemetry;

/// <summary>The instruments of a library: one set per meter, and one meter per factory, so that everything that measures shares them.</summary>
/// <typeparam name="T">The set of instruments.</typeparam>
/// <param name="name">The name of the meter.</param>
/// <param name="create">Creates the instruments of a meter.</param>
// The table could create a set by itself, so the trimmer asks for its constructor.
internal sealed class InstrumentSets<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>(string name, Func<Meter, T> create)
    where T : class
{
    private readonly ConditionalWeakTable<Meter, T> _sets = [];
    private readonly Lazy<Meter> _own = new(() => new Meter(Options(name)));

    /// <summary>The instruments of a factory's meter.</summary>
    /// <param name="factory">The factory, which disposes of the meter; <see langword="null"/> for the meter of the process.</param>
    public T Of(IMeterFactory? factory) => _sets.GetValue(factory is null ? _own.Value : factory.Create(Options(name)), meter => create(meter));

    private static MeterOptions Options(string name) => new(name) { Version = typeof(T).Assembly.GetName().Version?.ToString(3) };
}
