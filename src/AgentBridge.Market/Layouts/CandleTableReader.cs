using System.Globalization;

namespace AgentBridge.Market;

/// <summary>Reads every row of a candle file, whatever its layout.</summary>
internal static class CandleTableReader
{
    public const int MaxRows = 200_000_000;
    private const int MaxUnpackedBytes = 1 << 30;

    /// <summary>What a file is, by its first bytes and its name.</summary>
    public static CandleFileInfo Detect(string path, CandleFileOptions options)
    {
        using var input = CandleInput.Open(path);
        return InfoOf(input, CandleDetection.Of(input, options));
    }

    /// <summary>Every row.</summary>
    public static CandleTable Read(string path, CandleFileOptions options)
    {
        using var input = CandleInput.Open(path);
        var detected = CandleDetection.Of(input, options);
        var info = InfoOf(input, detected);
        if (detected.Layout is CandleLayout.Feather or CandleLayout.Parquet)
        {
            return Shape(ReadColumns(input, detected.Layout, options, out var unit), info with { TimeUnit = unit }, 1);
        }

        using var rows = Open(input, detected, options);
        var columns = Drain(rows, path, input.Stream, out var first);
        var json = rows as JsonCandleReader;
        info = json is { HasObjects: true } ? info with { Layout = CandleLayout.Coinbase } : info;
        return Shape(columns, info with { TimeUnit = rows.TimeUnit, Notices = rows.Notices }, first, json?.Width ?? 0);
    }

    /// <summary>The report on a text or a feather file in constant memory; <see langword="null"/> where that takes all of its rows at once.</summary>
    public static CandleQualityReport? InspectRows(string path, Timeframe timeframe, long? nowMs, CandleFileOptions options)
    {
        using var input = CandleInput.Open(path);
        var detected = CandleDetection.Of(input, options);
        if (detected.Layout == CandleLayout.Parquet)
        {
            return null;
        }

        using var rows = Open(input, detected, options);
        var report = StreamedInspection.Run(rows, timeframe, nowMs, new CandleValidationOptions { Place = path });
        var info = InfoOf(input, detected) with { TimeUnit = rows.TimeUnit };
        return report is null ? null : report with { Notices = [.. rows.Notices, .. NoticeOfUnit(info) is { } notice ? [notice] : Array.Empty<string>()] };
    }

    /// <summary>The rows of a text or a feather file, one by one.</summary>
    public static ICandleRows Open(CandleInput input, CandleDetection detected, CandleFileOptions options) => detected switch
    {
        { Layout: CandleLayout.Feather } => new FeatherRows(new FeatherBatches(input.Stream.CanSeek ? input.Stream : Unpack(input), input.Path, options)),
        { Layout: CandleLayout.Json } => new JsonCandleReader(input.Stream, input.Path, options),
        { Table: { } table } => new TextCandleReader(input.Stream, input.Path, table, options),
        _ => new CsvRows(new CsvCandleReader(input.Stream, input.Path), UnitOfCsv(input.Head.Span)),
    };

    /// <summary>The first row says it: 2025-06-01T12:00:00Z, or digits.</summary>
    private static CandleTimeUnit UnitOfCsv(ReadOnlySpan<byte> head)
    {
        var row = head[(head.IndexOf((byte)'\n') + 1)..];
        return row.Length > 4 && row[4] == '-' ? CandleTimeUnit.Iso : CandleTimeUnit.Milliseconds;
    }

    private static CandleColumns ReadColumns(CandleInput input, CandleLayout layout, CandleFileOptions options, out CandleTimeUnit unit)
    {
        using var unpacked = input.Stream.CanSeek ? null : Unpack(input);
        var stream = unpacked ?? input.Stream;
        return layout == CandleLayout.Feather
            ? FeatherCandles.Read(stream, input.Path, options, out unit)
            : ParquetCandles.Read(stream, input.Path, options, out unit);
    }

    /// <summary>Both need to go back and forth in the file.</summary>
    private static MemoryStream Unpack(CandleInput input)
    {
        var bytes = new MemoryStream();
        var buffer = new byte[128 * 1024];
        int read;
        while ((read = input.Stream.Read(buffer)) > 0)
        {
            if (bytes.Length + read > MaxUnpackedBytes)
            {
                throw new CandleSourceException(CandleSourceError.BadData, string.Create(CultureInfo.InvariantCulture, $"{input.Path} unpacks to more than {MaxUnpackedBytes:N0} bytes; unpack it and name the file in it"));
            }

            bytes.Write(buffer, 0, read);
        }

        bytes.Position = 0;
        return bytes;
    }

    private static CandleColumns Drain(ICandleRows rows, string path, Stream stream, out long first)
    {
        var capacity = stream.CanSeek ? (int)Math.Clamp(stream.Length / 48, 16, 4_000_000) : 1024;
        var columns = new CandleColumnsBuilder(capacity);
        first = 0;
        while (rows.TryRead(out var candle))
        {
            if (columns.Count == MaxRows)
            {
                throw new CandleSourceException(CandleSourceError.BadData, FormattableString.Invariant($"{path} has more than {MaxRows:N0} rows; cut it into smaller files"));
            }

            first = columns.Count == 0 ? rows.Row : first;
            columns.Add(candle);
        }

        return columns.Build();
    }

    private static CandleFileInfo InfoOf(CandleInput input, CandleDetection detected) => new()
    {
        Path = input.Path,
        Layout = detected.Layout,
        Container = input.Container,
        Entry = input.Entry,
        PriceType = FreqtradeFileName.PriceTypeOf(input.Entry ?? input.Path) is var inside and not CandlePriceType.Trades ? inside : FreqtradeFileName.PriceTypeOf(input.Path),
        Symbol = detected.Table?.FirstSymbol,
        HasVolume = detected.Table is not { Volume: < 0 },
    };

    /// <summary>A unit that was read off the file, or assumed, is said; milliseconds are what everybody expects, and a column's type is no guess.</summary>
    private static string? NoticeOfUnit(CandleFileInfo info) => info switch
    {
        { TimeUnit: CandleTimeUnit.IsoUtc } => $"{info.Path}: its times are texts without an offset, taken as UTC",
        { Layout: CandleLayout.Feather or CandleLayout.Parquet } => null,
        { TimeUnit: CandleTimeUnit.Seconds or CandleTimeUnit.Microseconds or CandleTimeUnit.Nanoseconds } => $"{info.Path}: its times are {TimeMagnitude.NameOf(info.TimeUnit)}",
        _ => null,
    };

    /// <summary>What only the whole of the rows shows.</summary>
    private static CandleTable Shape(CandleColumns rows, CandleFileInfo info, long firstRow, int jsonWidth = 0)
    {
        var place = info.Path;
        if (rows.Count == 0)
        {
            throw new CandleSourceException(CandleSourceError.BadData, $"{place} has {(info.Layout is CandleLayout.Csv or CandleLayout.Table ? "a header but " : string.Empty)}no candle");
        }

        var notices = new List<string>(info.Notices);
        if (NoticeOfUnit(info) is { } notice)
        {
            notices.Add(notice);
        }

        info = jsonWidth == 12 ? info with { Layout = CandleLayout.Binance } : info;
        if (TableShape.HasOpenOnly(rows))
        {
            info = info with { PriceType = CandlePriceType.FundingRate, HasVolume = false };
        }
        else if (jsonWidth == 6 && TableShape.IsLowHighOpenClose(rows))
        {
            rows = TableShape.FromLowHighOpenClose(rows);
            info = info with { Layout = CandleLayout.Coinbase };
            notices.Add($"{place}: its values are time,low,high,open,close,volume (Coinbase's order): no other fits them");
        }

        if (info.PriceType == CandlePriceType.FundingRate)
        {
            info = info with { HasVolume = false };
        }
        else if (TableShape.IsEmpty(rows.Volumes.AsSpan(0, rows.Count)))
        {
            rows.Volumes.AsSpan(0, rows.Count).Clear();
            info = info with { HasVolume = false };
            notices.Add($"{place}: has no volumes; the volume of every candle is 0, so nothing that looks at volumes can be trusted");
        }

        var step = 1;
        if (info.Layout != CandleLayout.Csv && rows.Count > 1 && rows.OpenTimes[0] > rows.OpenTimes[rows.Count - 1])
        {
            TableShape.Reverse(rows);
            (firstRow, step) = (firstRow + rows.Count - 1, -1);
            info = info with { IsDescending = true };
            notices.Add($"{place}: runs from new to old; its rows were turned around");
        }

        return new CandleTable(rows, info with { Notices = notices }) { FirstRow = firstRow, RowStep = step };
    }
}
