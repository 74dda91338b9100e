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
}
