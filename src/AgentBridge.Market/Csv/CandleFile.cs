namespace AgentBridge.Market;

/// <summary>Whole candle files: reads and validates, inspects, or writes them.</summary>
public static class CandleFile
{
    private const int FirstDataRow = 2;
    private const int MaxRows = 200_000_000;

    /// <summary>Reads and validates a file.</summary>
    /// <param name="path">The file's path, absolute or relative to the working directory.</param>
    /// <param name="symbol">The pair of the file's candles, which the format does not state.</param>
    /// <param name="timeframe">The expected timeframe; the default value accepts the interval found in the data.</param>
    /// <param name="policy">How a faulty row is handled.</param>
    /// <exception cref="CandleSourceException">The file is missing, malformed, has no candle or another step, or a faulty row stops the run.</exception>
    public static ValidatedCandles Read(string path, string symbol, Timeframe timeframe, CandleFaultPolicy policy = CandleFaultPolicy.Stop) =>
        CandleValidator.Validate(symbol, timeframe, ReadRows(path), new CandleValidationOptions { Place = path, FirstRow = FirstDataRow, Policy = policy });

    /// <summary>Reports everything wrong with a file's rows. It stops only at a file that is not a candle CSV, has no candle, or has another interval.</summary>
    /// <param name="path">The file's path, absolute or relative to the working directory.</param>
    /// <param name="timeframe">The expected timeframe; the default value accepts the interval found in the data.</param>
    /// <param name="nowMs">The clock's instant, in Unix milliseconds: rows that close after it are findings; null for no such check.</param>
    /// <exception cref="CandleSourceException">The file is missing or malformed, has no candle or another step.</exception>
    public static CandleQualityReport Inspect(string path, Timeframe timeframe = default, long? nowMs = null)
    {
        var rows = ReadRows(path);
        var options = new CandleValidationOptions { Place = path, FirstRow = FirstDataRow };
        var report = CandleValidator.Inspect(timeframe, rows, options);
        return nowMs is { } now ? report.WithRunning(rows, now, options) : report;
    }

    /// <summary>Every row of a file as written, unchecked. Row i of the columns is line i + 2 of the file.</summary>
    /// <param name="path">The file's path, absolute or relative to the working directory.</param>
    /// <exception cref="CandleSourceException">The file is missing or malformed, or has no row.</exception>
    public static CandleColumns ReadRows(string path)
    {
        var stream = OpenForReading(path);
        var capacity = stream.CanSeek ? (int)Math.Clamp(stream.Length / 48, 16, 4_000_000) : 1024;
        using var reader = new CsvCandleReader(stream, path);
        var rows = new CandleColumnsBuilder(capacity);
        while (reader.TryRead(out var candle))
        {
            if (rows.Count == MaxRows)
            {
                throw new CandleSourceException(CandleSourceError.BadData, FormattableString.Invariant($"{path} has more than {MaxRows:N0} rows; cut it into smaller files"));
            }

            rows.Add(candle);
        }

        return rows.Count > 0
            ? rows.Build()
            : throw new CandleSourceException(CandleSourceError.BadData, $"{path} has a header but no candle");
    }

    /// <summary>Writes candles to a new file, replacing one that is there; the file appears whole or not at all.</summary>
    /// <param name="path">The file's path, absolute or relative to the working directory.</param>
    /// <param name="candles">The candles, closed ones only, oldest first.</param>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void Write(string path, CandleSeries candles)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(candles);
        WholeFile.Write(path, stream =>
        {
            using var writer = new CsvCandleWriter(stream, leaveOpen: true);
            writer.Write(candles);
        });
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
}
