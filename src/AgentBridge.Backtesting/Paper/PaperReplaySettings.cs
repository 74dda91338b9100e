using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Backtesting;

/// <summary>The parts of a <see cref="PaperReplay"/>.</summary>
public sealed record PaperReplaySettings
{
    /// <summary>The recorded candles, those of the other pairs that the strategy wants among them.</summary>
    public required StrategyCandles Candles { get; init; }

    /// <summary>The strategy.</summary>
    public required Strategy Strategy { get; init; }

    /// <summary>The gate's settings.</summary>
    public required RiskOptions Risk { get; init; }

    /// <summary>Wallet, fee and slippage.</summary>
    public required PaperOptions Paper { get; init; }

    /// <summary>Where signals are published.</summary>
    public required ISignalPublisher Publisher { get; init; }

    /// <summary>Where the host fetches them: the same channel, read by the same clock.</summary>
    public required ISignalSource Source { get; init; }

    /// <summary>The clock of the replay; the channel reads it too.</summary>
    public required CandleClock Clock { get; init; }

    /// <summary>Approved decisions.</summary>
    public required DecisionJournal Decisions { get; init; }

    /// <summary>Closed trades.</summary>
    public required TradeResultJournal Results { get; init; }

    /// <summary>Everything that was done, and why.</summary>
    public required ActionLog Log { get; init; }
}

/// <summary>The progress of a replay.</summary>
/// <param name="Candles">Candles played.</param>
/// <param name="Total">Candles in all.</param>
/// <param name="Published">Signals published.</param>
/// <param name="Trades">Trades closed.</param>
public readonly record struct PaperReplayProgress(int Candles, int Total, int Published, int Trades);

/// <summary>The result of a replay.</summary>
/// <param name="Candles">Candles played.</param>
/// <param name="Signals">Signals that the generator triggered.</param>
/// <param name="Approved">Signals that the gate approved.</param>
/// <param name="Published">Signals that were published.</param>
/// <param name="Denied">Denials by code.</param>
/// <param name="Refused">Signals that were approved and not opened, by executor code, <see cref="PaperReplay.CandlesEnded"/> or <see cref="PaperReplay.NotFetched"/>.</param>
/// <param name="Trades">Closed trades, in the order of their closing.</param>
/// <param name="Wallet">The wallet at the end, in the quote currency.</param>
public sealed record PaperReplayResult(
    int Candles,
    int Signals,
    int Approved,
    int Published,
    IReadOnlyDictionary<string, int> Denied,
    IReadOnlyDictionary<string, int> Refused,
    IReadOnlyList<PaperTrade> Trades,
    double Wallet)
{
    /// <summary>Candles that were not decided because the strategy threw (<see cref="CycleCodes.GeneratorFailed"/>).</summary>
    public int GeneratorFailed { get; init; }

    /// <summary>The first exception; <see langword="null"/> if there was none.</summary>
    public string? FirstFailure { get; init; }
}
