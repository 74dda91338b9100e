namespace AgentBridge.Benchmarks;

/// <summary>
/// The strategy on the real Freqtrade, one set per release: C# in the process against the same strategy in pure pandas
/// (strategy-bridge/bench/PandasBreakout.py), its load time, and how long its callbacks take.
/// </summary>
internal static class StrategyFigures
{
    // Callbacks that read the channel's signals; the others are the same for every source.
    private static readonly (string Name, string Callback)[] Reading =
        [("entry", "populate_entry_trend"), ("confirm", "confirm_trade_entry"), ("loop", "bot_loop_start")];

    private static readonly (string Name, string Callback)[] Trading =
        [("stake", "custom_stake_amount"), ("stop", "custom_stoploss"), ("exit", "custom_exit")];

    public static IEnumerable<Figure> Of(FreqtradePython python, StrategyBench bench)
    {
        const string Backtests = "backtests";
        Figure Make(string name, string what, FigureUnit unit, double goal, string section, string sample) =>
            new($"{name}-{python.Version}", what, unit, goal, () => Run(bench.Take(python, section), sample))
            {
                TakesMinutes = string.Equals(section, Backtests, StringComparison.Ordinal),
            };

        const string Signals = "signals";
        yield return Make("clr-cost", "C# signals over a year of 5m in a backtest against pure pandas", FigureUnit.Percent, 5, Backtests, "entry_cost");
        yield return Make("clr-backtest", "the whole of freqtrade backtesting against pure pandas, load apart", FigureUnit.Percent, 5, Backtests, "wall_cost");
        yield return Make("clr-backtest-cpu", "the same in processor time, all threads", FigureUnit.Percent, 5, Backtests, "cpu_cost");
        yield return Make("clr-repeated", "C# signals again and again in one process against pure pandas", FigureUnit.Percent, 5, Signals, "cost");
        foreach (var kind in new[] { "clr", "pandas" })
        {
            var who = string.Equals(kind, "clr", StringComparison.Ordinal) ? "C# in the process" : "pure pandas";
            yield return Make($"{kind}-entry-ms", $"{who}: populate_entry_trend in a backtest", FigureUnit.Milliseconds, double.NaN, Backtests, kind + "_entry_ms");
            yield return Make($"{kind}-wall-ms", $"{who}: freqtrade backtesting, start to end", FigureUnit.Milliseconds, double.NaN, Backtests, kind + "_wall_ms");
            yield return Make($"{kind}-again-ms", $"{who}: populate_entry_trend again and again", FigureUnit.Milliseconds, double.NaN, Signals, kind + "_ms");
        }

        yield return Make("clr-load", "start of .NET in Freqtrade's process", FigureUnit.Milliseconds, double.NaN, Backtests, "clr_load_ms");
        foreach (var host in StrategyBench.Hosts)
        {
            const string Hosts = "hosts";
            yield return Make($"host-{host}-load", $"C# through {host}: load and the first agent", FigureUnit.Milliseconds, double.NaN, Hosts, host + "_load_ms");
            yield return Make($"host-{host}-first", $"C# through {host}: the first batch, 20,000 candles", FigureUnit.Milliseconds, double.NaN, Hosts, host + "_first_ms");
            yield return Make($"host-{host}-next", $"C# through {host}: the next batches", FigureUnit.Milliseconds, double.NaN, Hosts, host + "_next_ms");
            yield return Make($"host-{host}-rss", $"C# through {host}: memory that it adds", FigureUnit.Megabytes, double.NaN, Hosts, host + "_rss_mb");
        }

        yield return Make("import", "import of strategy and package after Freqtrade's", FigureUnit.Milliseconds, double.NaN, "import", "import_ms");
        yield return Make("import-share", "the same, of Freqtrade's own import", FigureUnit.Percent, double.NaN, "import", "import_share");
        foreach (var source in bench.Sources)
        {
            (string Name, string Callback)[] callbacks = string.Equals(source, "file", StringComparison.Ordinal) ? [.. Reading, .. Trading] : Reading;
            foreach (var (name, callback) in callbacks)
            {
                foreach (var share in new[] { "p50", "p99" })
                {
                    var what = $"{callback}, {share}, source {source}, 1,000 signals in the channel";
                    yield return Make($"{name}-{source}-{share}", what, FigureUnit.Microseconds, double.NaN, "callbacks " + source, $"{callback}-{share}");
                }
            }
        }
    }

    private static FigureRun Run(StrategySamples samples, string name) =>
        new(1, static () => { }, () => samples.OutputHash) { Sample = _ => [.. samples.Of(name)] };
}
