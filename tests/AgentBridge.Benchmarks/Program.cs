using System.Globalization;
using AgentBridge.Benchmarks;
using AgentBridge.Market;

// [--filter NAME] [--runs N] [--json FILE]: prints each figure with its goal. `bridge bench` checks its own arguments and calls this. Exit code 0 whatever was
// reached: a busy machine is no fault of the code; the verdict column shows the result.
// `results …` prints what strategies did on recorded candles instead (ResultsProgram).
if (args is ["results", .. var rest])
{
    return ResultsProgram.Run(rest);
}

string? filter = null;
string? document = null;
var runs = 15;
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--filter" when i + 1 < args.Length:
            filter = args[++i];
            break;
        case "--runs" when i + 1 < args.Length && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out runs) && runs > 0:
            i++;
            break;
        case "--json" when i + 1 < args.Length:
            document = args[++i];
            break;
        default:
            await Console.Error.WriteLineAsync($"unknown argument '{args[i]}'; expected [--filter NAME] [--runs N] [--json FILE]");
            return 2;
    }
}

var pythons = FreqtradePython.Named();
using var strategy = new StrategyBench(runs);
var figures = new List<Figure>([.. CandleFigures.All(), .. SignalFigures.All(), .. BacktestFigures.All(), .. CsvFigures.All(), .. FeatherFigures.All(), .. SetupFigures.All(), .. RedisFigures.CanRun ? RedisFigures.All() : []]);
var library = TaLib.Find(pythons);
figures.AddRange(IndicatorFigures.All(library));
figures.AddRange(pythons.Where(p => p.IsInstalled).SelectMany(p => StrategyFigures.Of(p, strategy)));
var slow = 0;
if (filter is null)
{
    slow = figures.RemoveAll(f => f.TakesMinutes);
}
else
{
    _ = figures.RemoveAll(f => !f.Name.Contains(filter, StringComparison.OrdinalIgnoreCase));
    if (figures.Count == 0)
    {
        await Console.Error.WriteLineAsync($"--filter {filter}: no figure has that in its name; `bridge bench` without it shows their names");
        return 2;
    }
}

var messages = document is null ? Console.Out : Console.Error;
var machine = Machine.Describe();
await messages.WriteLineAsync(machine);
await messages.WriteLineAsync(GeneratedCandles.NameOf(new GeneratedCandlesOptions { Count = GeneratedMarket.Count }));
if (!RedisFigures.CanRun)
{
    await messages.WriteLineAsync("redis-server is not on the PATH: its figures are left out");
}

foreach (var python in pythons.Where(p => !p.IsInstalled))
{
    await messages.WriteLineAsync($"Freqtrade {python.Version} is not installed (./bridge freqtrade install --version {python.Version}): its figures are left out");
}

if (pythons.Count == 0)
{
    await messages.WriteLineAsync("no Freqtrade is named (./bridge bench does): the strategy's figures are left out");
}

if (pythons.Count > 0 && !StrategyBench.Hosts.Contains("native", StringComparer.Ordinal))
{
    await messages.WriteLineAsync("the native library is not published (./bridge freqtrade wheel --only linux): its figures are left out");
}

if (library is null && figures.Exists(f => f.Name.StartsWith("indicators-", StringComparison.Ordinal)))
{
    await messages.WriteLineAsync("no Freqtrade environment with TA-Lib: its figures are left out");
}

if (slow > 0)
{
    await messages.WriteLineAsync("these take minutes and run only by name: whole backtests (--filter clr-backtest), indicators (--filter indicators)");
}

await messages.WriteLineAsync(Report.Header);
var measurements = new List<Measurement>();
foreach (var figure in figures)
{
    measurements.Add(Measurement.Take(figure, runs));
    await messages.WriteLineAsync(Report.Line(measurements[^1]));
}

if (document is not null)
{
    await File.WriteAllBytesAsync(document, Report.Json(machine, measurements));
}

return 0;
