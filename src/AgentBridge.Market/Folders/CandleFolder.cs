namespace AgentBridge.Market;

/// <summary>
/// A data folder as Freqtrade lays it out (<c>user_data/data/binance</c>): a file a pair and timeframe, those of derivatives in the folder
/// <c>futures</c> below. Only names are looked at; files with other names are ignored.
/// </summary>
public static class CandleFolder
{
    private const int Shown = 40;

    /// <summary>The candle files of a folder and of its folder <c>futures</c>, mark prices and funding rates included, by pair and timeframe.</summary>
    /// <param name="folder">The folder's path.</param>
    /// <exception cref="CandleSourceException">It is missing or unreadable.</exception>
    public static IReadOnlyList<CandleFolderFile> List(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        try
        {
            return [.. Directory.EnumerateFiles(folder)
                .Concat(Directory.Exists(Path.Combine(folder, FreqtradeDataFile.FuturesFolder)) ? Directory.EnumerateFiles(Path.Combine(folder, FreqtradeDataFile.FuturesFolder)) : [])
                .Select(path => FreqtradeFileName.TryRead(path, out var name) ? new CandleFolderFile(path, name) : null)
                .OfType<CandleFolderFile>()
                .OrderBy(file => file.Name.Pair, StringComparer.Ordinal).ThenBy(file => file.Name.Timeframe.Milliseconds).ThenBy(file => file.Path, StringComparer.Ordinal)];
        }
        catch (DirectoryNotFoundException e)
        {
            throw new CandleSourceException(CandleSourceError.NotFound, $"{folder} does not exist; check the path", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CandleSourceException(CandleSourceError.NotFound, $"{folder} can't be read: {e.Message}", e);
        }
    }

    /// <summary>The pairs that have candles of trades in a folder, sorted.</summary>
    /// <param name="folder">The folder's path.</param>
    /// <exception cref="CandleSourceException">It is missing or unreadable, or has no candles.</exception>
    public static IReadOnlyList<string> Pairs(string folder)
    {
        var pairs = List(folder).Where(IsOfTrades).Select(file => file.Name.Pair).Distinct(StringComparer.Ordinal).ToList();
        return pairs.Count > 0 ? pairs : throw Nothing(folder);
    }

    /// <summary>The file with a pair's candles.</summary>
    /// <param name="folder">The folder's path.</param>
    /// <param name="pair">The pair, such as <c>BTC/USDT</c>, or <c>BTC/USDT:USDT</c> for a derivative.</param>
    /// <param name="timeframe">The candles' length; the default value where the folder leaves no choice.</param>
    /// <exception cref="CandleSourceException">There is none, or more than one: the message lists what there is.</exception>
    public static CandleFolderFile Find(string folder, string pair, Timeframe timeframe = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(pair);
        var files = List(folder).Where(IsOfTrades).ToList();
        if (files.Count == 0)
        {
            throw Nothing(folder);
        }

        var ofPair = files.Where(file => string.Equals(file.Name.Pair, pair, StringComparison.Ordinal)).ToList();
        if (ofPair.Count == 0)
        {
            throw Bad($"{folder} has no candles of {pair}; it has those of {Names(files.Select(file => file.Name.Pair).Distinct(StringComparer.Ordinal))}");
        }

        var fitting = ofPair.Where(file => !timeframe.IsSet || file.Name.Timeframe == timeframe).ToList();
        return fitting switch
        {
            [var only] => only,
            [] => throw Bad($"{folder} has no {timeframe} candles of {pair}; it has {Files(ofPair)}"),
            _ when fitting.Select(file => file.Name.Timeframe).Distinct().Count() > 1 =>
                throw Bad($"{folder} has candles of {pair} in several timeframes ({Files(fitting)}); choose one").As(CandleCodes.TimeframeOpen, ("place", folder), ("pair", pair)),
            _ => throw Bad($"{folder} has candles of {pair} in several formats ({Files(fitting)}); name the file").As(CandleCodes.FileOpen, ("place", folder), ("pair", pair)),
        };
    }

    private static bool IsOfTrades(CandleFolderFile file) => file.Name.PriceType == CandlePriceType.Trades;

    private static CandleSourceException Nothing(string folder)
    {
        // One folder too high: user_data/data instead of user_data/data/binance.
        var below = Directory.EnumerateDirectories(folder).Where(path => Directory.EnumerateFileSystemEntries(path).Any()).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ToList();
        return Bad($"{folder} is a folder without a candle file named as Freqtrade names them, such as BTC_USDT-5m.feather{(below.Count > 0 ? $"; below it: {Names(below)}" : string.Empty)}");
    }

    private static string Files(IEnumerable<CandleFolderFile> files) => Names(files.Select(file => Path.GetFileName(file.Path)));

    private static string Names(IEnumerable<string> names)
    {
        var all = names.Select(name => VisibleText.Shortened(name, 80)).ToList();
        return all.Count <= Shown ? string.Join(", ", all) : FormattableString.Invariant($"{string.Join(", ", all.Take(Shown))} and {all.Count - Shown} more");
    }

    private static CandleSourceException Bad(string message) => new(CandleSourceError.BadData, message);
}
