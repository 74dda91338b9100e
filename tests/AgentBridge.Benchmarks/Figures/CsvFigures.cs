using AgentBridge.Market;

namespace AgentBridge.Benchmarks;

/// <summary>A file of a million rows, read in the two ways there are.</summary>
internal static class CsvFigures
{
    public static IEnumerable<Figure> All()
    {
        yield return new("csv-stream", "CSV of 1M rows, row by row in constant memory", FigureUnit.Milliseconds, 1000, () => Prepare(ReadRows));
        yield return new("csv", "CSV of 1M rows to a checked series", FigureUnit.Milliseconds, 1000, () => Prepare(ReadSeries));
    }

    private static FigureRun Prepare(Action<string, OutputHash?> read)
    {
        var folder = Directory.CreateTempSubdirectory("bridge-bench-");
        var file = Path.Combine(folder.FullName, "candles.csv");
        CandleFile.Write(file, GeneratedMarket.Candles);
        return new(GeneratedMarket.Count, () => read(file, null), () =>
        {
            using var hash = new OutputHash();
            read(file, hash);
            return hash.Finish();
        })
        {
            Cleanup = () => folder.Delete(recursive: true),
        };
    }

    private static void ReadRows(string file, OutputHash? hash)
    {
        using var reader = CsvCandleReader.Open(file);
        var rows = 0;
        while (reader.TryRead(out var candle))
        {
            rows++;
            Add(hash, candle);
        }

        Require(rows);
    }

    private static void ReadSeries(string file, OutputHash? hash)
    {
        var series = CandleFile.Read(file, GeneratedMarket.Symbol, GeneratedMarket.Candles.Timeframe).Series;
        Require(series.Count);
        for (var i = 0; hash is not null && i < series.Count; i++)
        {
            Add(hash, series[i]);
        }
    }

    private static void Add(OutputHash? hash, in Candle candle)
    {
        hash?.Add(candle.OpenTimeMs);
        hash?.Add(candle.Open);
        hash?.Add(candle.High);
        hash?.Add(candle.Low);
        hash?.Add(candle.Close);
        hash?.Add(candle.Volume);
    }

    private static void Require(int rows)
    {
        if (rows != GeneratedMarket.Count)
        {
            throw new InvalidOperationException($"{rows} rows were read.");
        }
    }
}
