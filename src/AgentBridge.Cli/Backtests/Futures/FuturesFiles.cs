using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>Finds and reads the files of mark prices and funding rates: those that are named, else those beside the candles with names as Freqtrade gives them.</summary>
/// <param name="marks">Files of mark prices, <c>[PAIR=]FILE</c>.</param>
/// <param name="rates">Files of funding rates.</param>
/// <param name="host">The program's environment.</param>
internal sealed class FuturesFiles(IReadOnlyList<string> marks, IReadOnlyList<string> rates, CliHost host)
{
    /// <summary>The files of a pair.</summary>
    /// <param name="pair">The future.</param>
    /// <param name="candles">The path of its candles.</param>
    /// <exception cref="CliException">A file is missing, or is not what it should be.</exception>
    public FuturesData Of(string pair, string candles)
    {
        var mark = Named("--mark", marks, pair) ?? Beside(candles, pair, CandlePriceType.Mark) ?? throw Missing("--mark", "mark prices", pair);
        var rate = Named("--funding", rates, pair) ?? Beside(candles, pair, CandlePriceType.FundingRate) ?? throw Missing("--funding", "funding rates", pair);
        var series = CandleFile.Read(mark, pair, default, new CandleFileOptions { RequireTrades = false }).Series;
        return new(series, Rates(rate, pair));
    }

    /// <summary>Refuses files of pairs that are not traded.</summary>
    /// <param name="pairs">Those that are traded.</param>
    /// <exception cref="CliException">There is one.</exception>
    public void RequireKnown(IReadOnlyList<string> pairs)
    {
        foreach (var (option, files) in new[] { ("--mark", marks), ("--funding", rates) })
        {
            if (files.FirstOrDefault(file => PairOf(file) is not { } pair || !pairs.Contains(pair, StringComparer.Ordinal)) is { } stray)
            {
                throw new CliException(ExitCodes.Usage, $"{option} {stray}: its pair has no --candles; name the future in front of it, such as {option} ETH/USDT:USDT=FILE");
            }
        }
    }

    private string? PairOf(string argument) => CandleFiles.Identify(argument, null, host).Pair;

    private string? Named(string option, IReadOnlyList<string> files, string pair)
    {
        var fitting = files.Where(file => string.Equals(PairOf(file), pair, StringComparison.Ordinal)).ToList();
        return fitting.Count <= 1
            ? fitting.Select(file => CandleFiles.Identify(file, null, host).Path).FirstOrDefault()
            : throw new CliException(ExitCodes.Usage, $"{option}: {pair} is given {fitting.Count} times; name one file for each pair");
    }

    private static string? Beside(string candles, string pair, CandlePriceType type) => Directory.EnumerateFiles(Path.GetDirectoryName(candles)!)
        .Select(path => FreqtradeFileName.TryRead(path, out var name) && name.PriceType == type && string.Equals(name.Pair, pair, StringComparison.Ordinal) ? (Path: path, name.Timeframe) : default)
        .Where(file => file.Path is not null)
        .OrderBy(file => file.Timeframe.Milliseconds)
        .ThenBy(file => file.Path, StringComparer.Ordinal)
        .Select(file => file.Path)
        .FirstOrDefault();

    private static CandleSeries Rates(string path, string pair)
    {
        var table = CandleFile.ReadTable(path);
        return table.Info.PriceType == CandlePriceType.FundingRate
            ? CandleSeries.FromColumns(pair, Timeframe.Parse("1h"), table.Rows)
            : throw new CliException(ExitCodes.Usage, $"--funding {path}: it holds candles, not funding rates; name the file that ends with -funding_rate");
    }

    private static CliException Missing(string option, string what, string pair) => new(
        ExitCodes.Usage, $"FUNDING_MISSING: {pair} has no {what} beside its candles; name them with {option}, or download them with freqtrade download-data --trading-mode futures");
}
