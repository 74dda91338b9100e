using AgentBridge.Backtesting;
using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Backtesting;

/// <summary>A backtest on a few candles: entry 100, stop 95, target 103; fee 0.1 %, wallet 10,000, 5 % of it per trade.</summary>
internal static class BacktestCase
{
    public const long StartMs = 1_748_736_000_000;
    public const double Stop = 95;
    public const double Target = 103;

    public static readonly double[] Quiet = [100, 100.5, 99.5, 100];

    public static long StepMs => TestCandles.FiveMinutes.Milliseconds;

    public static BacktestMarket Market { get; } = new(PriceStep.OfDecimals(2), PriceStep.OfDecimals(5)) { MaxAmount = 1e8 };

    public static BacktestOptions Options { get; } = new() { StartupCandles = 0 };

    public static CandleSeries Candles(string symbol, params IEnumerable<double[]> shapes) => CandleSeries.FromCandles(
        symbol, TestCandles.FiveMinutes, shapes.Select((shape, i) => new Candle(StartMs + (i * StepMs), shape[0], shape[1], shape[2], shape[3], 10)));

    /// <summary>A pair with signals on the candles of these indices.</summary>
    public static BacktestPair Pair(string symbol, IEnumerable<double[]> shapes, params int[] rows) =>
        new(Candles(symbol, shapes), Market, [.. rows.Select(row => Signal(row))]);

    public static BacktestSignal Signal(int row, double stop = Stop, double target = Target) => new(new Guid(row, 0, 0, [1, 0, 0, 0, 0, 0, 0, 0]), StartMs + (row * StepMs), stop, target, 0.05);

    public static BacktestResult Run(BacktestRules rules, params BacktestPair[] pairs) => Run(rules, Options, pairs);

    public static BacktestResult Run(BacktestRules rules, BacktestOptions options, params BacktestPair[] pairs) => new BacktestEngine(rules, options).Run(pairs);
}
