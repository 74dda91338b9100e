using AgentBridge.Backtesting;
using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Benchmarks;

/// <summary>Paper trades on recorded candles: the gate's defaults, fees and slippage of the paper host, the whole wallet in each trade.</summary>
internal sealed class PaperMarket
{
    /// <summary>The gate with its defaults, except that a trade may use the whole wallet, as buy-and-hold does.</summary>
    public static readonly RiskOptions Risk = new() { MaxCapitalPct = 1 };

    private static readonly PaperOptions Paper = new();

    private readonly PriceStep[] _steps;

    public PaperMarket(CandleSeries candles)
    {
        Candles = candles;
        _steps = new PriceStep[candles.Count];
        var steps = new PriceStepTracker(candles.MarketStep);
        for (var i = 0; i < candles.Count; i++)
        {
            _steps[i] = steps.Step;
            steps.Update(candles[i]);
        }
    }

    public CandleSeries Candles { get; }

    /// <summary>What a wallet of 1 becomes that buys at the first open and sells at the last close, with the same fees and slippage.</summary>
    public double BuyAndHold =>
        Candles.Closes[^1] * (1 - Paper.Slippage) * (1 - Paper.Fee) / (Candles.Opens[0] * (1 + Paper.Slippage) * (1 + Paper.Fee));

    /// <summary>The signals of a strategy that the gate approves, by the index of the deciding candle.</summary>
    public SortedDictionary<int, TradingSignal> Approved(Strategy strategy)
    {
        var signals = new SortedDictionary<int, TradingSignal>();
        _ = SignalHistory.RunGated(new StrategyCandles(Candles), strategy, Risk, approved =>
            signals.Add(Candles.OpenTimes.BinarySearch(approved.Signal.Timestamp.ToUnixTimeMilliseconds() - Candles.Timeframe.Milliseconds), approved.Signal));
        return signals;
    }

    /// <summary>Plays the signals of a whole history, one trade at a time.</summary>
    /// <returns>The closed trades, and what a wallet of 1 became.</returns>
    public (int Trades, double Wallet) Play(SortedDictionary<int, TradingSignal> signals)
    {
        var executor = new PaperExecutor(Paper);
        var trades = 0;
        for (var i = 0; i < Candles.Count; i++)
        {
            trades += executor.Play(Candles[i], _steps[i]).Closed is null ? 0 : 1;
            if (signals.TryGetValue(i, out var signal))
            {
                _ = executor.Offer(signal);
            }
        }

        trades += executor.Finish(Candles.Timeframe) is null ? 0 : 1;
        return (trades, executor.Wallet / Paper.Wallet);
    }

    /// <summary>Plays one signal alone; null if its trade does not open.</summary>
    public PaperEntry? PlayAlone(int index, TradingSignal signal)
    {
        var executor = new PaperExecutor(Paper);
        _ = executor.Offer(signal);
        var end = index;
        var isClosed = false;
        do
        {
            end++;
            if (end == Candles.Count)
            {
                isClosed = executor.Finish(Candles.Timeframe) is not null;
                break;
            }

            isClosed = executor.Play(Candles[end], _steps[end]).Closed is not null;
        }
        while (executor.Open is not null);
        return isClosed ? new PaperEntry(index + 1, Math.Min(end, Candles.Count - 1), executor.Wallet / Paper.Wallet) : null;
    }
}

/// <summary>A paper trade by itself.</summary>
/// <param name="First">The candle in which it opens.</param>
/// <param name="Last">The candle in which it ends.</param>
/// <param name="Factor">What a wallet of 1 becomes.</param>
internal readonly record struct PaperEntry(int First, int Last, double Factor);
