using AgentBridge.Backtesting;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>What a future's files say beside its candles.</summary>
/// <param name="Mark">The mark prices.</param>
/// <param name="Rates">The funding rates: each in the open of a row at its time.</param>
internal sealed record FuturesData(CandleSeries Mark, CandleSeries Rates)
{
    private const long SecondMs = 1_000;

    /// <summary>The payments: a rate whose time no mark price opens at has none, as in Freqtrade.</summary>
    public IReadOnlyList<BacktestFunding> Funding()
    {
        var payments = new List<BacktestFunding>(Rates.Count);
        for (var i = 0; i < Rates.Count; i++)
        {
            var timeMs = Second(Rates.OpenTimes[i]);
            var row = Mark.OpenTimes.BinarySearch(timeMs);
            if (row >= 0 && double.IsFinite(Rates.Opens[i]) && (payments.Count == 0 || payments[^1].TimeMs < timeMs))
            {
                payments.Add(new(timeMs, Rates.Opens[i], Mark.Opens[row]));
            }
        }

        return payments;
    }

    /// <summary>The mark prices of a timeframe; the given ones if theirs is longer.</summary>
    public CandleSeries MarkOf(Timeframe timeframe) => timeframe.Milliseconds > Mark.Timeframe.Milliseconds ? Mark.Resampled(timeframe) : Mark;

    /// <summary>The rates as Freqtrade's files have them: on whole seconds, each once.</summary>
    public CandleSeries RatesOnSeconds() => CandleSeries.FromCandles(
        Rates.Symbol,
        Rates.Timeframe,
        Enumerable.Range(0, Rates.Count)
            .Select(i => new Candle(Second(Rates.OpenTimes[i]), Rates.Opens[i], 0, 0, 0, 0))
            .Where(candle => double.IsFinite(candle.Open))
            .DistinctBy(candle => candle.OpenTimeMs));

    // The exchange writes funding a few milliseconds late.
    private static long Second(long timeMs) => timeMs - (timeMs % SecondMs);
}
