// The sample of src/AgentBridge.Backtesting/README.md, compiled: the README has the same paragraphs (DocumentTests).
#pragma warning disable
using AgentBridge.Backtesting;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Tests.Docs.Samples;

internal static class BacktestingSample
{
    static void Play(CandleSeries candles, IReadOnlyDictionary<long, TradingSignal> signalsByClose)
    {
        var executor = new PaperExecutor(new PaperOptions { Wallet = 10_000, Fee = 0.001, Slippage = 0.0005 });
        for (var i = 0; i < candles.Count; i++)
        {
            if (executor.Play(candles[i]).Closed is { } trade)
            {
                Console.WriteLine($"{trade.ExitReason} {trade.PnlRMultiple:0.00} R");
            }

            if (signalsByClose.TryGetValue(candles.CloseTimeMs(i), out var signal))
            {
                executor.Offer(signal);
            }
        }

        _ = executor.Finish(candles.Timeframe);
    }

    static void Backtest(CandleSeries candles, IEnumerable<TradingSignal> signals)
    {
        var market = new BacktestMarket(PriceStep.OfDecimals(2), PriceStep.OfDecimals(5)) { MinCost = 5 };
        var pair = new BacktestPair(candles, market, BacktestSignal.RowsOf(signals, candles.Timeframe));
        var options = new BacktestOptions { Wallet = 10_000, Fee = 0.001, Slots = 1 };
        var result = new BacktestEngine(BacktestRules.Freqtrade2026, options).Run([pair]);
        var metrics = FreqtradeMetrics.Of(result, [pair], BacktestRules.Freqtrade2026, options);
        Console.WriteLine($"{result.Trades.Count} trades, {metrics.ProfitTotal:P2}");
    }
}
