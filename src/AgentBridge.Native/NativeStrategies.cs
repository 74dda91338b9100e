using System.Diagnostics.CodeAnalysis;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Native;

/// <summary>
/// The strategies of a native library in addition to the built-in ones. A library compiled ahead of time loads no assembly, so its strategies
/// are registered when it starts, in a <c>[ModuleInitializer]</c> of the user's assembly:
/// <c>NativeStrategies.Add&lt;MyStrategy, MyOptions&gt;();</c>
/// </summary>
/// <threadsafety>Any number of threads.</threadsafety>
public static class NativeStrategies
{
    private static readonly Lock Gate = new();
    private static readonly List<Func<StrategyDescriptor>> Added = [];

    /// <summary>
    /// Adds a strategy. Never throws, because nothing would catch it there: whether the strategy can be used (its options, a
    /// name that is taken) is checked when an agent is opened, which reports it.
    /// </summary>
    /// <typeparam name="TStrategy">The class that implements the contract.</typeparam>
    /// <typeparam name="TOptions">The record of its options; <c>new()</c> has their defaults.</typeparam>
    public static void Add<TStrategy, [DynamicallyAccessedMembers(OptionMembers.Needed)] TOptions>()
        where TStrategy : IStrategy<TOptions>
        where TOptions : class, new()
    {
        lock (Gate)
        {
            Added.Add(StrategyDescriptor.Of<TStrategy, TOptions>);
        }
    }

    /// <summary>The built-in strategies and those that were added.</summary>
    /// <exception cref="StrategyException">A strategy that was added can't be used.</exception>
    internal static StrategyCatalog Catalog()
    {
        lock (Gate)
        {
            return StrategyCatalog.BuiltIn.With(Added.Select(describe => describe()), "the native library");
        }
    }
}
