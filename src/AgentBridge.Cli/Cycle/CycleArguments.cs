using System.Collections.Immutable;
using AgentBridge.Market;
using AgentBridge.Signals;

namespace AgentBridge.Cli;

/// <summary>The arguments of <c>run-cycle</c>.</summary>
internal sealed record CycleArguments(
    StrategyFiles? Files,
    Uri? Exchange,
    ImmutableArray<string> Symbols,
    Timeframe Timeframe,
    Strategy Strategy,
    bool Quarantine,
    string? Redis,
    bool Json)
{
    /// <summary>The first pair, and mostly the only one.</summary>
    public string Symbol => Symbols[0];

    /// <summary>Whether there are several, so that lines must name their pair.</summary>
    public bool HasSeveral => Symbols.Length > 1;

    /// <summary>The same for one of the pairs.</summary>
    /// <param name="symbol">The pair, such as <c>BTC/USDT</c>.</param>
    public CycleArguments Of(string symbol) => this with { Symbols = [symbol] };
}
