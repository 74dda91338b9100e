using AgentBridge.Backtesting;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Cli;

/// <summary>A dry-run's trade beside that of a backtest of the same candles and the same signal.</summary>
/// <param name="Rules">By which the backtest filled its orders.</param>
/// <param name="IsDecisionEqual">Whether the agent, candle by candle, decided what the whole history gives.</param>
/// <param name="Bot">What the bot did.</param>
/// <param name="Backtest">What the backtest did; <see langword="null"/> if it has no trade.</param>
/// <param name="Differences">The fills that differ.</param>
internal sealed record DryRunParity(BacktestRules Rules, bool IsDecisionEqual, TradeFills Bot, TradeFills? Backtest, IReadOnlyList<FillDifference> Differences)
{
    private const int AmountDecimals = 8;

    /// <summary>Whether the decision is equal and every difference of a fill has a cause.</summary>
    public bool IsExplained => IsDecisionEqual && Backtest is not null && Differences.All(d => d.Class != FillClass.Unexplained);

    /// <summary>Plays the scenario's signal in the backtester and compares.</summary>
    /// <param name="candles">The recording.</param>
    /// <param name="played">How many candles, from that of the entry on, were played when the bot had sold, the running one included.</param>
    /// <param name="scenario">Its signal and deciding candle.</param>
    /// <param name="decided">What the agent published.</param>
    /// <param name="trade">Freqtrade's trade.</param>
    /// <param name="rules">The rules of its release.</param>
    /// <param name="fee">The fee per side, as a fraction.</param>
    /// <param name="tick">The price step of the market; known.</param>
    public static DryRunParity Of(CandleSeries candles, int played, ReplayScenario scenario, TradingSignal decided, ReportedTrade trade, BacktestRules rules, double fee, PriceStep tick)
    {
        var signal = scenario.Signal;
        var bot = new TradeFills(trade.OpenRate, trade.CloseRate, trade.ExitReason);
        var pair = new BacktestPair(candles, new BacktestMarket(tick, PriceStep.OfDecimals(AmountDecimals)), BacktestSignal.RowsOf([signal], candles.Timeframe));
        var trades = new BacktestEngine(rules, new BacktestOptions { Fee = fee, StartupCandles = 0 }).Run([pair]).Trades;
        var isEqual = decided.Side == signal.Side && decided.Entry == signal.Entry && decided.Risk == signal.Risk;
        if (trades.Count != 1)
        {
            return new(rules, isEqual, bot, null, []);
        }

        var backtest = new TradeFills(trades[0].OpenRate, trades[0].CloseRate, BacktestExitReasons.NameOf(trades[0].ExitReason));
        var entry = candles.OpenTimes.BinarySearch(trades[0].OpenTimeMs);
        var exit = candles.OpenTimes.BinarySearch(trades[0].CloseTimeMs);
        return new(rules, isEqual, bot, backtest, FillComparison.Of(bot, backtest, FillComparison.CandlesOf(candles, entry, exit, played), signal.Risk.InitialStop, signal.Risk.TakeProfits.First.Price, tick.Value));
    }

    /// <summary>One line for people.</summary>
    public string Shown()
    {
        if (Backtest is not { } backtest)
        {
            return $"a backtest of these candles has no trade ({NameOf(FillClass.Unexplained)})";
        }

        var decision = IsDecisionEqual ? string.Empty : "the whole history gives another decision; ";
        var (entry, exit) = (ClassOf(true), ClassOf(false));
        return entry is null && exit is null
            ? $"{decision}a backtest of these candles has the same fills"
            : FormattableString.Invariant($"{decision}a backtest of these candles buys at {backtest.OpenRate}{Cause(entry)} and sells at {backtest.CloseRate}, {backtest.ExitReason}{Cause(exit)}");
    }

    /// <summary>The class of a fill; <see langword="null"/> where it is equal.</summary>
    /// <param name="isEntry">Whether it is the entry; otherwise the exit.</param>
    public string? ClassOf(bool isEntry) => Differences.FirstOrDefault(d => d.IsEntry == isEntry) is { } difference ? NameOf(difference.Class) : null;

    private static string Cause(string? name) => name is null ? string.Empty : $" ({name})";

    private static string NameOf(FillClass kind) => kind switch
    {
        FillClass.EntryTick => "ENTRY_TICK",
        FillClass.StopSlippage => "STOP_SLIPPAGE",
        FillClass.TpOvershoot => "TP_OVERSHOOT",
        FillClass.LateLoop => "LATE_LOOP",
        _ => "UNEXPLAINED",
    };
}
