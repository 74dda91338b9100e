using System.Collections.Concurrent;

namespace AgentBridge.Backtesting;

/// <summary>Runs that do not depend on each other, on all processors.</summary>
internal static class RandomRuns
{
    // Few enough that a processor that is busy with other work does not keep the others waiting.
    private const int Together = 50;

    /// <summary>Computes runs, some of them one after the other.</summary>
    /// <param name="runs">How many, from 1.</param>
    /// <param name="compute">Takes the first run and the end of a part of them; called on several threads at once.</param>
    public static void Compute(int runs, Action<int, int> compute) =>
        Parallel.ForEach(Partitioner.Create(0, runs, Together), part => compute(part.Item1, part.Item2));
}
