using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Backtesting;

/// <summary>
/// Executes signals on paper, candle by candle: one trade at a time, entered at the open after the deciding candle, guarded by
/// its stop from the first candle on, closed in full at TP1. If a candle touches both, the stop counts as first.
/// </summary>
public sealed class PaperExecutor
{
    private readonly PaperOptions _options;
    private readonly FillPrices _prices;
    private readonly Dictionary<Guid, TradingSignal> _seen = [];
    private Candle? _last;
    private PriceStep _step;

    /// <summary>Creates an executor with a full wallet and no trade.</summary>
    /// <param name="options">The settings.</param>
    /// <exception cref="OptionsException">A setting is outside its range.</exception>
    public PaperExecutor(PaperOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _ = PaperOptions.Model.Check(options);
        _options = options;
        _prices = new FillPrices(options.Fills);
        Wallet = options.Wallet;
    }

    /// <summary>The wallet's total in the quote currency: free, plus the stake of the open trade.</summary>
    public double Wallet { get; private set; }

    /// <summary>The open trade, if there is one.</summary>
    public OpenPaperTrade? Open { get; private set; }

    /// <summary>The signal that waits for the candle that starts at its timestamp, if there is one.</summary>
    public TradingSignal? Pending { get; private set; }

    /// <summary>
    /// Offers a fetched signal. It opens at the candle that starts at its timestamp, or never. A decision is taken
    /// once; of two pending signals the newer is kept, of two equally new ones the later offer.
    /// </summary>
    /// <param name="signal">The signal to open at the next candle.</param>
    /// <returns>The signal that will not open because of this: SUPERSEDED for one of two pending ones, DECISION_CONFLICT for a known
    /// decision_id with other values; <see langword="null"/> for none, as for a decision that is known already.</returns>
    public PaperRefusal? Offer(TradingSignal signal)
    {
        ArgumentNullException.ThrowIfNull(signal);
        if (!_seen.TryAdd(signal.DecisionId, signal))
        {
            return _seen[signal.DecisionId] == signal ? null : new PaperRefusal(signal, ExecutorCode.DecisionConflict);
        }

        if (Pending is { } waiting && waiting.Timestamp > signal.Timestamp)
        {
            return new PaperRefusal(signal, ExecutorCode.Superseded);
        }

        var superseded = Pending is null ? null : new PaperRefusal(Pending, ExecutorCode.Superseded);
        Pending = signal;
        return superseded;
    }

    /// <summary>Plays one candle: entry at its open, then stop and TP1 within it.</summary>
    /// <param name="candle">The next candle; possible and later than the one before.</param>
    /// <param name="step">The price step as of the previous candle: fills with slippage are rounded to it, against us.</param>
    public PaperStep Play(in Candle candle, PriceStep step = default)
    {
        _step = step;
        var (opened, refused) = Enter(candle);
        var closed = Open is { } trade ? TryExit(trade, candle) : null;
        _last = candle;
        return new PaperStep(opened, closed, refused);
    }

    /// <summary>Closes an open trade at the last close, because there are no more candles; without slippage, as nothing was sold. A pending signal stays <see cref="Pending"/>.</summary>
    /// <param name="timeframe">The timeframe, that is the length of each candle.</param>
    /// <returns>The trade; <see langword="null"/> if none was open.</returns>
    public PaperTrade? Finish(Timeframe timeframe) =>
        Open is { } trade && _last is { } last ? Close(trade, last.OpenTimeMs + timeframe.Milliseconds, last.Close, PaperExitReason.ForceExit) : null;

    private (OpenPaperTrade? Opened, PaperRefusal? Refused) Enter(in Candle candle)
    {
        if (Pending is not { } signal || signal.Timestamp.ToUnixTimeMilliseconds() > candle.OpenTimeMs)
        {
            return default;
        }

        Pending = null;
        var code = TryEnter(signal, candle, out var opened);
        Open = opened ?? Open;
        return (opened, opened is null ? new PaperRefusal(signal, code) : null);
    }

    private ExecutorCode TryEnter(TradingSignal signal, in Candle candle, out OpenPaperTrade? opened)
    {
        opened = null;
        if (signal.Timestamp.ToUnixTimeMilliseconds() != candle.OpenTimeMs)
        {
            return ExecutorCode.Late;
        }

        if (Open is not null)
        {
            return ExecutorCode.PositionOpen;
        }

        // The gate's defaults never approve shorts; the executor, too, enters only a long whose open is between stop and TP1.
        if (signal.Side != SignalSide.Long || !LevelTouch.IsBetween(candle.Open, signal.Risk.InitialStop, signal.Risk.TakeProfits.First.Price))
        {
            return ExecutorCode.EntryBeyondLevels;
        }

        var rate = _prices.Bought(candle.Open, share: 0, _step);

        // All of the wallet is free while no trade is open; the entry fee must fit in as well.
        var stake = Math.Min(signal.Risk.MaxCapitalPct * Wallet, Wallet / (1 + _options.Fee));
        var trade = new OpenPaperTrade(signal, candle.OpenTimeMs, rate, stake / rate, stake);

        // NaN, and amounts too large or too small to represent, are not entered either.
        if (!(stake > 0 && trade.Amount > 0 && double.IsFinite(trade.Amount) && double.IsNormal(RiskOf(trade))))
        {
            return ExecutorCode.NoFunds;
        }

        if (_prices.IsStopTooClose(candle.Open, signal.Entry.Price, signal.Risk.InitialStop))
        {
            return ExecutorCode.StopTooClose;
        }

        opened = trade;
        return ExecutorCode.Unspecified;
    }

    private PaperTrade? TryExit(OpenPaperTrade trade, in Candle candle)
    {
        var touch = LevelTouch.Of(candle, trade.Signal.Risk.InitialStop, trade.Signal.Risk.TakeProfits.First.Price, PricePath.StopFirst);
        return touch.Reason == BacktestExitReason.Unspecified
            ? null
            : Close(trade, candle.OpenTimeMs, _prices.Sold(touch.Price, share: 0, _step), touch.Reason == BacktestExitReason.Tp1 ? PaperExitReason.Tp1 : PaperExitReason.StopLoss);
    }

    private PaperTrade Close(OpenPaperTrade trade, long timeMs, double rate, PaperExitReason reason)
    {
        var paid = trade.Amount * trade.OpenRate * (1 + _options.Fee);
        var received = trade.Amount * rate * (1 - _options.Fee);
        var profit = received - paid;
        Wallet += profit;
        Open = null;
        return new PaperTrade(trade, timeMs, rate, reason, profit, ShownNumber.Of(profit / RiskOf(trade)));
    }

    /// <summary>The planned loss at the stop, in the quote currency: 1 R.</summary>
    private static double RiskOf(OpenPaperTrade trade) => trade.Amount * Math.Abs(trade.Signal.Entry.Price - trade.Signal.Risk.InitialStop);
}

/// <summary>A signal that was not opened.</summary>
/// <param name="Signal">The signal that was not opened.</param>
/// <param name="Code">Why.</param>
public sealed record PaperRefusal(TradingSignal Signal, ExecutorCode Code);

/// <summary>The result of one candle.</summary>
/// <param name="Opened">The trade that was entered at its open.</param>
/// <param name="Closed">The trade that ended in it; may be the one that was opened in it.</param>
/// <param name="Refused">The signal that was due and was not entered, with the reason.</param>
public readonly record struct PaperStep(OpenPaperTrade? Opened, PaperTrade? Closed, PaperRefusal? Refused);
