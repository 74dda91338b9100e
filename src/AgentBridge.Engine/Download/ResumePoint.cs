using System.Globalization;
using AgentBridge.Market;

namespace AgentBridge.Engine;

/// <summary>Where an earlier download resumes.</summary>
/// <param name="KeptBytes">Bytes up to and including the last line feed; what follows is a torn row.</param>
/// <param name="TornBytes">Bytes after it.</param>
/// <param name="Candles">The number of rows kept.</param>
/// <param name="First">The first row, if there is one.</param>
/// <param name="Last">The last whole row, if there is one.</param>
internal sealed record ResumePoint(long KeptBytes, long TornBytes, int Candles, Candle? First, Candle? Last)
{
    /// <summary>The beginning: no row is there yet.</summary>
    public static ResumePoint Nothing { get; } = new(0, 0, 0, null, null);

    /// <summary>Reads the existing file, without changing it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="timeframe">The timeframe of the download.</param>
    /// <param name="requireStep">Whether the rows must show that timeframe; a few of them around a gap may not.</param>
    /// <exception cref="CandleSourceException">The file is not a candle CSV, has another timeframe, or is out of order.</exception>
    public static ResumePoint Find(string path, Timeframe timeframe, bool requireStep = true)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            return Nothing;
        }

        using var file = CandleFile.OpenForReading(path);
        var kept = FindKeptBytes(file);
        var torn = file.Length - kept;
        if (kept == 0)
        {
            RequireTornHeader(file, path);
            return new ResumePoint(0, torn, 0, null, null);
        }

        file.Position = 0;
        using var reader = new CsvCandleReader(new BoundedStream(file, kept), path);
        var rows = new CandleColumnsBuilder();
        while (reader.TryRead(out var candle))
        {
            rows.Add(candle);
        }

        var read = rows.Build();
        RequireSound(timeframe, read, new CandleValidationOptions { Place = path, FirstRow = 2, RequireStep = requireStep });
        return read.Count == 0
            ? new ResumePoint(kept, torn, 0, null, null)
            : new ResumePoint(kept, torn, read.Count, read.At(0), read.At(read.Count - 1));
    }

    /// <summary>Refuses rows with anything but gaps: a download would put its candles behind faulty ones.</summary>
    /// <param name="timeframe">The timeframe of the download.</param>
    /// <param name="rows">The rows of a file.</param>
    /// <param name="options">The file, and how its rows are numbered.</param>
    /// <exception cref="CandleSourceException">They have another timeframe, or a fault.</exception>
    public static void RequireSound(Timeframe timeframe, CandleColumns rows, CandleValidationOptions options)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var (path, report) = (options.Place, CandleValidator.Inspect(timeframe, rows, options));
        if (report.FindingCount > report.Gaps)
        {
            var finding = report.Findings.First(found => found.Kind != CandleFindingKind.Gap);
            throw new CandleSourceException(
                CandleSourceError.BadData,
                FormattableString.Invariant($"{path}, row {finding.Row}: {finding.KindName}: {finding.Detail}; a download can't resume such a file: correct it"))
                .As(CandleCodes.DownloadFaulty, ("place", path), ("row", finding.Row.ToString(CultureInfo.InvariantCulture)), ("kind", finding.KindName));
        }
    }

    private static long FindKeptBytes(FileStream file)
    {
        // A torn row is short: the last line feed is within one row's length of the end; a file without one is of another kind.
        var tail = new byte[Math.Min(file.Length, 2 * CandleCsv.MaxRowBytes)];
        file.Position = file.Length - tail.Length;
        file.ReadExactly(tail);
        var lineFeed = tail.AsSpan().LastIndexOf((byte)'\n');
        return lineFeed < 0 ? 0 : file.Length - tail.Length + lineFeed + 1;
    }

    private static void RequireTornHeader(FileStream file, string path)
    {
        Span<byte> start = stackalloc byte[CandleCsv.HeaderLine.Length];
        file.Position = 0;
        var length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (file.Length > length || !CandleCsv.HeaderLine.StartsWith(start[..length]))
        {
            throw new CandleSourceException(CandleSourceError.BadData, $"{path} exists and is not a candle CSV").As(CandleCodes.DownloadForeign, ("place", path));
        }
    }
}
