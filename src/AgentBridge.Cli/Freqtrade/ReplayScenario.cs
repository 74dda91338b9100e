using AgentBridge.Backtesting;
using AgentBridge.Engine;
using AgentBridge.ExchangeSimulator;
using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Cli;

/// <summary>How the trade of a scenario ends.</summary>
internal enum ScenarioEnd
{
    /// <summary>Not within the candles that are played.</summary>
    None = 0,

    /// <summary>At the first target.</summary>
    Tp1 = 1,

    /// <summary>At the stop.</summary>
    Stop = 2,
}

/// <summary>
/// The moment of a recording that a dry-run plays: a candle that triggers an approved signal whose trade ends within a few
/// candles, with its next open between stop and TP1.
/// </summary>
/// <param name="Signal">The recorded signal.</param>
/// <param name="LastClosedOpenMs">The open of the candle that decides it, as recorded.</param>
/// <param name="End">How the recorded prices end it.</param>
internal sealed record ReplayScenario(TradingSignal Signal, long LastClosedOpenMs, ScenarioEnd End)
{
    /// <summary>By how much the recording was moved beforehand, in milliseconds, so that the candles of higher timeframes end where they do on the clock.</summary>
    public long MovedMs { get; init; }

    /// <summary>The number of candles that can be played in a time that a new user accepts.</summary>
    public const int LongestTrade = 3;

    // On both sides; for a scenario that has just closed it is the default of both.
    private const int LeastMaxAgeSec = 600;

    private static readonly TimeSpan LongestTimeframe = TimeSpan.FromDays(1);

    /// <summary>
    /// The maximum age of a signal in a scenario: its candle closed at a boundary of the wall clock, so up to a timeframe ago by the time it is
    /// played. It is passed to both the gate and the strategy.
    /// </summary>
    /// <param name="timeframe">The timeframe, that is the length of a candle.</param>
    public static int MaxAgeSec(Timeframe timeframe) => (int)Math.Max(LeastMaxAgeSec, 2 * timeframe.Milliseconds / 1_000);

    /// <summary>The scenario that a dry-run on Freqtrade plays.</summary>
    /// <param name="recorded">What is replayed, gaps filled.</param>
    /// <param name="strategy">The strategy with its options.</param>
    /// <param name="risk">The gate's settings.</param>
    /// <param name="wanted">The end to look for; <see cref="ScenarioEnd.None"/> takes either.</param>
    /// <exception cref="CliException">Freqtrade's dry-run can't play this recording; the message says why, and what can.</exception>
    public static ReplayScenario Require(StrategyCandles recorded, Strategy strategy, RiskOptions risk, ScenarioEnd wanted)
    {
        var candles = recorded.Own;
        var isFuture = candles.Symbol.Contains(':', StringComparison.Ordinal);
        if (isFuture || candles.Timeframe.Duration > LongestTimeframe || !ExchangeSimulatorOptions.Model.Problems(Options(recorded)).IsEmpty)
        {
            var (problem, remedy) = isFuture
                ? ($"spot pairs, and {candles.Symbol} is not one", $"; --candles {candles.Symbol[..candles.Symbol.IndexOf(':', StringComparison.Ordinal)]}=FILE plays it as spot")
                : ($"the exchange's timeframes up to 1d, and {candles.Timeframe} is not one", string.Empty);
            throw new CliException(ExitCodes.Usage, $"a dry-run on Freqtrade plays {problem}; --host paper replays all{remedy}");
        }

        if (Find(recorded, strategy, risk, wanted) is { } scenario)
        {
            return scenario;
        }

        var window = strategy.WindowOn(candles.Timeframe);
        var where = candles.Count <= window
            ? FormattableString.Invariant($"a dry-run on Freqtrade needs {window} candles before its signal, and there are {candles.Count} in all")
            : FormattableString.Invariant($"the candles have no approved signal whose trade ends {(wanted == ScenarioEnd.None ? "" : $"at {(wanted == ScenarioEnd.Stop ? "the stop" : "TP1")} ")}within {LongestTrade} candles and that has {window} candles before it, which Freqtrade loads");
        throw new CliException(ExitCodes.CheckFailed, $"{where}; give more candles (--candles), or --host paper replays them all");
    }

    /// <summary>The simulated exchange for a recording, with the settings that follow from the recording.</summary>
    /// <param name="candles">The recording.</param>
    public static ExchangeSimulatorOptions Options(StrategyCandles candles) => new() { Markets = [.. candles.Others.Prepend(candles.Own).Select(Market)] };

    /// <summary>The first such moment with at least a full window of candles before it; <see langword="null"/> if there is none.</summary>
    /// <param name="recorded">What is replayed, gaps filled.</param>
    /// <param name="strategy">The strategy with its options.</param>
    /// <param name="risk">The gate's settings.</param>
    /// <param name="wanted">The end to look for; <see cref="ScenarioEnd.None"/> takes either.</param>
    public static ReplayScenario? Find(StrategyCandles recorded, Strategy strategy, RiskOptions risk, ScenarioEnd wanted) => Find(recorded, strategy, risk, wanted, static _ => true);

    private static ReplayScenario? Find(StrategyCandles recorded, Strategy strategy, RiskOptions risk, ScenarioEnd wanted, Func<long, bool> mayOpen)
    {
        ReplayScenario? found = null;
        var candles = recorded.Own;
        var window = strategy.WindowOn(candles.Timeframe);
        _ = SignalHistory.RunGated(recorded, strategy, risk, approved =>
        {
            var openMs = approved.Signal.Timestamp.ToUnixTimeMilliseconds() - candles.Timeframe.Milliseconds;
            var index = candles.OpenTimes.BinarySearch(openMs);
            if (found is not null || index < window || !mayOpen(openMs))
            {
                return;
            }

            var end = EndOf(candles, index, approved.Signal);
            if (end != ScenarioEnd.None && (wanted == ScenarioEnd.None || end == wanted))
            {
                found = new ReplayScenario(approved.Signal, openMs, end);
            }
        });
        return found;
    }

    /// <summary>
    /// A scenario with the same decision when its candle closes at a given instant: if the strategy uses higher timeframes, the
    /// recording is moved until their candles end as they do on the clock. <see langword="null"/> where no such move has one.
    /// </summary>
    /// <param name="recorded">What is replayed, gaps filled.</param>
    /// <param name="strategy">The strategy with its options.</param>
    /// <param name="risk">The gate's settings.</param>
    /// <param name="wanted">The end to look for; <see cref="ScenarioEnd.None"/> takes either.</param>
    /// <param name="closeMs">When the scenario's candle will close, in Unix milliseconds.</param>
    public static (StrategyCandles Candles, ReplayScenario Scenario)? FindFor(StrategyCandles recorded, Strategy strategy, RiskOptions risk, ScenarioEnd wanted, long closeMs)
    {
        var step = recorded.Own.Timeframe.Milliseconds;
        var period = strategy.Needs.PeriodOn(recorded.Own.Timeframe);
        for (var moved = 0L; moved < period; moved += step)
        {
            var candles = moved == 0 ? recorded : new StrategyCandles(Moved(recorded.Own, moved), recorded.Others.Select(o => Moved(o, moved)));
            if (Find(candles, strategy, risk, wanted, openMs => (closeMs - openMs - step) % period == 0) is { } scenario)
            {
                return (candles, scenario with { MovedMs = moved });
            }
        }

        return null;
    }

    private static CandleSeries Moved(CandleSeries series, long moved) => CandleSeries
        .FromCandles(series.Symbol, series.Timeframe, Enumerable.Range(0, series.Count).Select(i => series[i] with { OpenTimeMs = series.OpenTimes[i] + moved }))
        .WithMarketStep(series.MarketStep);

    private static SimulatedMarket Market(CandleSeries candles) => new() { Candles = candles, TickSize = candles.MarketStep.IsKnown ? candles.MarketStep.Value : null };

    private static ScenarioEnd EndOf(CandleSeries candles, int index, TradingSignal signal)
    {
        var (stop, target) = (signal.Risk.InitialStop, signal.Risk.TakeProfits.First.Price);
        if (index + LongestTrade >= candles.Count || !LevelTouch.IsBetween(candles.Opens[index + 1], stop, target))
        {
            return ScenarioEnd.None;
        }

        for (var i = index + 1; i <= index + LongestTrade; i++)
        {
            switch (LevelTouch.Of(candles[i], stop, target, PricePath.OpenLowHighClose).Reason)
            {
                case BacktestExitReason.Tp1:
                    return ScenarioEnd.Tp1;
                case BacktestExitReason.StopLoss:
                    return ScenarioEnd.Stop;
            }
        }

        return ScenarioEnd.None;
    }
}
