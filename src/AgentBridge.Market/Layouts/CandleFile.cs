using System.Diagnostics.CodeAnalysis;

namespace AgentBridge.Market;

/// <summary>Whole candle files: reads and validates, inspects, or writes them.</summary>
public static class CandleFile
{
    /// <summary>Reads and validates a file of any layout that is read.</summary>
    /// <param name="path">The file's path, absolute or relative to the working directory.</param>
    /// <param name="symbol">The pair of the file's candles, which hardly a layout states.</param>
    /// <param name="timeframe">The expected timeframe; the default value accepts the interval found in the data.</param>
    /// <param name="policy">How a faulty row is handled.</param>
    /// <exception cref="CandleSourceException">The file is missing, malformed, has no candle or another step, holds mark prices or funding rates, or a faulty row stops the run.</exception>
    [SuppressMessage("ApiDesign", "RS0027", Justification = "The overload has options instead of the policy, not more parameters.")]
    public static ValidatedCandles Read(string path, string symbol, Timeframe timeframe, CandleFaultPolicy policy = CandleFaultPolicy.Stop) =>
        Read(path, symbol, timeframe, new CandleFileOptions { Policy = policy });

    /// <summary>Reads and validates a file of any layout that is read.</summary>
    /// <param name="path">The file's path, absolute or relative to the working directory.</param>
    /// <param name="symbol">The pair of the file's candles, which hardly a layout states.</param>
    /// <param name="timeframe">The expected timeframe; the default value accepts the interval found in the data.</param>
    /// <param name="options">What the caller knows about the file.</param>
    /// <exception cref="CandleSourceException">The file is missing, malformed, has no candle or another step, holds mark prices or funding rates, or a faulty row stops the run.</exception>
    public static ValidatedCandles Read(string path, string symbol, Timeframe timeframe, CandleFileOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var table = ReadTable(path, options);
        if (options.RequireTrades || table.Info.PriceType == CandlePriceType.FundingRate)
        {
            RequireTrades(table.Info);
        }

        var (series, report) = CandleValidator.Validate(symbol, timeframe, table.Rows, table.ToValidation(options.Policy) with { FillGaps = options.FillGaps });
        return new ValidatedCandles(series, report with { Notices = table.Info.Notices });
    }

    /// <summary>Reports everything wrong with a file's rows. It stops only at a file that is none of candles, has no candle, or has another interval.</summary>
    /// <param name="path">The file's path, absolute or relative to the working directory.</param>
    /// <param name="timeframe">The expected timeframe; the default value accepts the interval found in the data.</param>
    /// <param name="nowMs">The clock's instant, in Unix milliseconds: rows that close after it are findings; null asks no clock.</param>
    /// <param name="options">What the caller knows about the file; null for nothing.</param>
    /// <exception cref="CandleSourceException">The file is missing or malformed, has no candle or another step, or holds funding rates.</exception>
    public static CandleQualityReport Inspect(string path, Timeframe timeframe = default, long? nowMs = null, CandleFileOptions? options = null)
    {
        options ??= new CandleFileOptions();
        if (CandleTableReader.InspectRows(path, timeframe, nowMs, options) is { } streamed)
        {
            return streamed;
        }

        var table = ReadTable(path, options);
        if (table.Info.PriceType == CandlePriceType.FundingRate)
        {
            RequireTrades(table.Info);
        }

        var validation = table.ToValidation();
        var report = CandleValidator.Inspect(timeframe, table.Rows, validation) with { Notices = table.Info.Notices };
        return nowMs is { } now ? report.WithRunning(table.Rows, now, validation) : report;
    }

    /// <summary>What a file is, from its first bytes; its rows are not read, so that what only they show (the unit of the times, whether they descend) is not known yet.</summary>
    /// <param name="path">The file's path, absolute or relative to the working directory.</param>
    /// <param name="options">What the caller knows about the file; null for nothing.</param>
    /// <exception cref="CandleSourceException">The file is missing or unreadable, or its content is no layout that is read.</exception>
    public static CandleFileInfo Detect(string path, CandleFileOptions? options = null) => CandleTableReader.Detect(path, options ?? new CandleFileOptions());

    /// <summary>Every row of a file, unchecked, and what the file is. Mark prices and funding rates are read, too.</summary>
    /// <param name="path">The file's path, absolute or relative to the working directory.</param>
    /// <param name="options">What the caller knows about the file; null for nothing.</param>
    /// <exception cref="CandleSourceException">The file is missing or malformed, or has no row.</exception>
    public static CandleTable ReadTable(string path, CandleFileOptions? options = null) => CandleTableReader.Read(path, options ?? new CandleFileOptions());

    /// <summary>Every row of a file, unchecked, oldest first where the file descends.</summary>
    /// <param name="path">The file's path, absolute or relative to the working directory.</param>
    /// <exception cref="CandleSourceException">The file is missing or malformed, or has no row.</exception>
    public static CandleColumns ReadRows(string path) => ReadTable(path).Rows;

    /// <summary>Writes candles to a new CSV, replacing one that is there; the file appears whole or not at all.</summary>
    /// <param name="path">The file's path, absolute or relative to the working directory.</param>
    /// <param name="candles">The candles, closed ones only, oldest first.</param>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void Write(string path, CandleSeries candles) => Write(path, candles, CandleFileFormat.Csv);

    /// <summary>Writes candles to a new file, replacing one that is there; the file appears whole or not at all. Every format keeps each double to the bit.</summary>
    /// <param name="path">The file's path, absolute or relative to the working directory; its folder must exist.</param>
    /// <param name="candles">The candles, closed ones only, oldest first.</param>
    /// <param name="format">The format, whatever the path ends with.</param>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void Write(string path, CandleSeries candles, CandleFileFormat format)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(candles);
        WholeFile.Write(path, stream => Write(stream, candles, format));
    }

    /// <summary>Writes candles to a stream, from its first byte to its last.</summary>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="candles">The candles, closed ones only, oldest first.</param>
    /// <param name="format">How they are written.</param>
    /// <exception cref="IOException">The stream can't be written.</exception>
    public static void Write(Stream stream, CandleSeries candles, CandleFileFormat format)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(candles);
        CandleFileFormats.WriterOf(format)(stream, candles);
    }

    /// <summary>Opens a candle file that others may be writing.</summary>
    /// <param name="path">The file's path, absolute or relative to the working directory.</param>
    /// <exception cref="CandleSourceException">It is missing, not a regular file, or unreadable.</exception>
    public static FileStream OpenForReading(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (InputFile.Problem(path) is { } problem)
        {
            throw new CandleSourceException(CandleSourceError.NotFound, $"{path} {problem}");
        }

        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CandleSourceException(CandleSourceError.NotFound, $"{path} does not exist; check the path", e).As(CandleCodes.FileMissing, ("place", path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CandleSourceException(CandleSourceError.NotFound, $"{path} can't be read: {e.Message}", e);
        }
    }

    /// <summary>Nothing is decided or traded on prices at which nobody traded.</summary>
    private static void RequireTrades(CandleFileInfo info)
    {
        if (info.PriceType == CandlePriceType.Trades)
        {
            return;
        }

        var what = info.PriceType switch
        {
            CandlePriceType.Mark => "mark prices, not the prices of trades",
            CandlePriceType.Index => "index prices, not the prices of trades",
            CandlePriceType.PremiumIndex => "a premium index, not the prices of trades",
            _ => "funding rates (in open; the other columns are empty), not candles",
        };
        throw new CandleSourceException(CandleSourceError.BadData, $"{info.Path} holds {what}; name the pair's own candles")
            .As(CandleCodes.NotTrades, ("place", info.Path), ("type", info.PriceType.ToString()));
    }
}
