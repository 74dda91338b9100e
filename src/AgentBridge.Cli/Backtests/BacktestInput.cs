using AgentBridge.Backtesting;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>What a backtest runs on.</summary>
/// <param name="Pairs">The pairs, in the order of the list of pairs.</param>
/// <param name="Signals">Their signals, pair by pair, the oldest first.</param>
/// <param name="Source">Where the signals come from: the strategy with its parameters, or the file.</param>
/// <param name="Tag">The tag that Freqtrade's trades have.</param>
/// <param name="Options">Wallet, fee, slots, stake.</param>
/// <param name="Sizing">Where the stake of a trade comes from.</param>
/// <param name="Assumptions">What was assumed because nothing was given, for people.</param>
internal sealed record BacktestInput(
    IReadOnlyList<BacktestPair> Pairs,
    IReadOnlyList<IReadOnlyList<TradingSignal>> Signals,
    string Source,
    string Tag,
    BacktestOptions Options,
    BacktestSizing Sizing,
    IReadOnlyList<string> Assumptions)
{
    /// <summary>Whether the prices are those that Freqtrade reads from JSON files, not the exact ones.</summary>
    public bool HasJsonPrices { get; init; }

    /// <summary>The exact candles where <see cref="HasJsonPrices"/> changed them, pair by pair; otherwise null.</summary>
    public IReadOnlyList<(CandleSeries Candles, CandleSeries? Detail)>? Exact { get; init; }

    /// <summary>The mark prices and funding rates of futures, pair by pair; otherwise null.</summary>
    public IReadOnlyList<FuturesData>? Futures { get; init; }

    /// <summary>All signals as a history file: one a line.</summary>
    public byte[] SignalLines()
    {
        using var lines = new MemoryStream();
        foreach (var signal in Signals.SelectMany(signals => signals))
        {
            lines.Write(SignalJson.ToCanonicalBytes(signal));
            lines.WriteByte((byte)'\n');
        }

        return lines.ToArray();
    }
}
