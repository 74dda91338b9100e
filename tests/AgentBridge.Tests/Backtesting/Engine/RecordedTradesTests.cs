using System.IO.Compression;
using System.Text;
using System.Text.Json;
using AgentBridge.Backtesting;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Backtesting;

/// <summary>A year of candles with signals, and the 1,488 trades that both releases of Freqtrade gave.</summary>
public sealed class RecordedTradesTests
{
    [SkippableTheory]
    [InlineData("freqtrade-2024.2")]
    [InlineData("freqtrade-2026.9")]
    public void Run_AYearOfSignals_GivesFreqtradesTrades(string rules)
    {
        var candles = CandleFile.Read(SharedData.Require("bench", "big-105120.csv.gz"), "BTC/USDT", TestCandles.FiveMinutes, new CandleFileOptions()).Series;
        var signals = Text("big-signals.jsonl.gz").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Signal);
        using var recorded = JsonDocument.Parse(Text("big-trades.json.gz"));
        var market = new BacktestMarket(PriceStep.OfDecimals(2), PriceStep.OfDecimals(5)) { MaxAmount = 92_141_578 };
        var engine = new BacktestEngine(BacktestRules.Find(rules)!, new() { Stake = 1000, StartupCandles = 0 }, BacktestSizing.Stake);

        var trades = engine.Run([new(candles, market, BacktestSignal.RowsOf(signals, candles.Timeframe))]).Trades;

        var expected = recorded.RootElement.GetProperty("trades").EnumerateArray().Select(trade => (
            trade[1].GetInt64(), trade[2].GetInt64(), trade[3].GetDouble(), trade[4].GetDouble(), trade[5].GetString()!, trade[6].GetDouble(), trade[7].GetDouble(), trade[8].GetDouble(), trade[9].GetDouble()));
        trades.Should().HaveCount(1488);
        trades.Select(trade => (
            trade.OpenTimeMs, trade.CloseTimeMs, trade.OpenRate, trade.CloseRate, BacktestExitReasons.NameOf(trade.ExitReason), trade.ProfitRatio, trade.Amount, trade.ProfitAbs, trade.StakeAmount))
            .SequenceEqual(expected).Should().BeTrue("all fields are equal to the last bit");
    }

    [SkippableFact]
    public void Run_AYearOfSignals_AllocatesNothingPerCandle()
    {
        var candles = GeneratedCandles.Create(new() { Count = 100_000 });
        var pair = new BacktestPair(candles, new BacktestMarket(PriceStep.OfDecimals(2), PriceStep.OfDecimals(5)), []);
        var engine = new BacktestEngine(BacktestRules.Freqtrade2026, new());
        _ = engine.Run([pair]);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = engine.Run([pair]);
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;

        // The equity has a number per candle; nothing else grows with them.
        (bytes - (sizeof(double) * (long)result.Equity.Length)).Should().BeLessThan(10_000);
    }

    private static TradingSignal Signal(string line)
    {
        SignalJson.TryRead(Encoding.UTF8.GetBytes(line), out var signal, out var violation).Should().BeTrue(violation.ToString());
        return signal!;
    }

    private static string Text(string file)
    {
        using var stream = new GZipStream(File.OpenRead(SharedData.Require("bench", file)), CompressionMode.Decompress);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
