using AgentBridge.Engine;

namespace AgentBridge.Cli;

/// <summary>The line that says how many candles of a history were not decided because the strategy threw.</summary>
internal static class UndecidedCandles
{
    /// <summary>Writes the line to stderr.</summary>
    /// <param name="host">The program's environment: streams, variables, clock.</param>
    /// <param name="count">The candles that were not decided: each on which it threw, and those of the warm-up after it.</param>
    /// <param name="first">What it threw first.</param>
    public static void Say(CliHost host, int count, string first) => host.Error.WriteLine(
        count == 1
            ? $"bridge: {CycleCodes.GeneratorFailed}: 1 candle was not decided, because the strategy threw on it: {first}"
            : FormattableString.Invariant($"bridge: {CycleCodes.GeneratorFailed}: {count} candles were not decided: each on which the strategy threw, and its warm-up after that; first, {first}"));
}
