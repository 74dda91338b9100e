using AgentBridge.Signals;

namespace AgentBridge.Engine;

/// <summary>
/// Runs the part of a strategy's code that comes before its first candle (static initialisers, its name, its requirements), so that a
/// strategy that hangs there does not hang the start of a bot with open trades.
/// </summary>
public static class StrategyStart
{
    /// <summary>The time limit, in seconds.</summary>
    public const int LimitSeconds = 10;

    /// <summary>Binds a strategy to its options.</summary>
    /// <param name="descriptor">As a catalogue or an assembly describes it.</param>
    /// <param name="values">Names and values, as the user wrote them.</param>
    /// <param name="maxCapitalPct">The cap on capital of its signals; more than 0 and at most 1.</param>
    /// <exception cref="StrategyException">As for <see cref="StrategyDescriptor.Bind(IEnumerable{KeyValuePair{string, string}}, double)"/>, or it did not answer in time.</exception>
    public static Strategy Bind(StrategyDescriptor descriptor, IEnumerable<KeyValuePair<string, string>> values, double maxCapitalPct)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return Run($"strategy {descriptor.Name.Name}", "its requirements (NeedsOf) or options", () => descriptor.Bind(values, maxCapitalPct));
    }

    /// <summary>Runs code of a strategy; a thread that does not return is abandoned.</summary>
    internal static T Run<T>(string place, string code, Func<T> work)
    {
        var running = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return Task.WaitAny([running], TimeSpan.FromSeconds(LimitSeconds)) == 0
            ? running.GetAwaiter().GetResult()
            : throw new StrategyException(FormattableString.Invariant($"{place}: {code} did not return within {LimitSeconds} s; do nothing there that waits"));
    }
}
