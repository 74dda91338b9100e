using AgentBridge.Backtesting;
using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Benchmarks;

/// <summary>Backtests on candles in memory.</summary>
internal static class BacktestFigures
{
    private const int Year = 105_120;
    private const int SignalEvery = 50;
    private const int PairCount = 10;

    private static readonly BacktestMarket Market = new(PriceStep.OfDecimals(2), PriceStep.OfDecimals(5));

    public static IEnumerable<Figure> All()
    {
        foreach (var rules in BacktestRules.All)
        {
            yield return new($"backtest-year-{rules.Release}", "a year of 5m candles with a signal every 50: fills, Freqtrade's and our figures", FigureUnit.Milliseconds, 2, () => PrepareYear(rules, 0));
        }

        yield return new("backtest-simulation", "the same with 1,000 random orders, samples of the trades and random entries", FigureUnit.Milliseconds, 60, () => PrepareYear(BacktestRules.Freqtrade2026, 1_000));
        yield return new("backtest-million", "1,000,000 candles: strategy, gate and fills", FigureUnit.Milliseconds, 20, PrepareMillion);
        yield return new("backtest-pairs", "10 pairs of 100,000 candles over 3 slots, fills", FigureUnit.Milliseconds, 30, PreparePairs);
    }

    private static FigureRun PrepareYear(BacktestRules rules, int simulations)
    {
        var pair = EveryFifty(GeneratedMarket.Candles.Last(Year), 0);
        var options = new BacktestOptions { Stake = 1000, StartupCandles = 0 };
        var engine = new BacktestEngine(rules, options, BacktestSizing.Stake);
        BacktestPair[] pairs = [pair];
        return Run(pairs, () =>
        {
            var result = engine.Run(pairs);
            _ = FreqtradeMetrics.Of(result, pairs, rules, options);
            _ = BacktestStatistics.Of(result, pairs, options, simulations);
            return result;
        });
    }

    private static FigureRun PreparePairs()
    {
        BacktestPair[] pairs = [.. Enumerable.Range(0, PairCount).Select(index => EveryFifty(Of(index), index))];
        var engine = new BacktestEngine(BacktestRules.Freqtrade2026, new BacktestOptions { Slots = 3 });
        return Run(pairs, () => engine.Run(pairs));
    }

    private static FigureRun PrepareMillion()
    {
        var candles = GeneratedMarket.Candles;
        var own = new StrategyCandles(candles);
        var strategy = StrategyStart.Bind(StrategyCatalog.BuiltIn.All.First(d => string.Equals(d.Name.Name, "breakout", StringComparison.Ordinal)), [], 0.05);
        var risk = new RiskOptions();
        var engine = new BacktestEngine(BacktestRules.Freqtrade2026, new BacktestOptions());
        var signals = new List<BacktestSignal>();
        BacktestResult Once()
        {
            signals.Clear();
            _ = SignalHistory.Scan(own, strategy, risk, (in JudgedPlan judged) =>
            {
                if (judged.Check.Passed)
                {
                    signals.Add(new(Guid.Empty, judged.OpenTimeMs, judged.Plan.Stop, judged.Plan.Tp1, 0.05));
                }
            });
            return engine.Run([new BacktestPair(candles, Market, signals)]);
        }

        return Run([new BacktestPair(candles, Market, [])], Once);
    }

    private static CandleSeries Of(int index) => GeneratedCandles.Create(new GeneratedCandlesOptions { Count = 100_000, Seed = index + 1, Symbol = $"COIN{index}/USDT" });

    /// <summary>A signal on every fiftieth candle: stop 1 % below its close, target 1 % above.</summary>
    private static BacktestPair EveryFifty(CandleSeries candles, int from)
    {
        var signals = new List<BacktestSignal>();
        for (var i = from; i < candles.Count; i += SignalEvery)
        {
            var close = candles.Closes[i];
            signals.Add(new(Guid.Empty, candles.OpenTimes[i], Math.Round(close * 0.99, 2), Math.Round(close * 1.01, 2), 0.05));
        }

        return new(candles, Market, signals);
    }

    private static FigureRun Run(BacktestPair[] pairs, Func<BacktestResult> run) => new(
        pairs.Sum(pair => pair.Candles.Count),
        () => run(),
        () =>
        {
            using var hash = new OutputHash();
            foreach (var trade in run().Trades)
            {
                hash.Add(trade.OpenTimeMs);
                hash.Add(trade.CloseTimeMs);
                hash.Add(BitConverter.DoubleToInt64Bits(trade.ProfitAbs));
            }

            return hash.Finish();
        });
}
