using AgentBridge.Market;

namespace AgentBridge.Benchmarks;

/// <summary>A file of a million rows, read in both ways.</summary>
internal static class CsvFigures
{
    public static IEnumerable<Figure> All()
    {
        yield return new("csv-stream", "CSV of 1M rows, row by row in constant memory", FigureUnit.Milliseconds, 1000, () => CandleFileFigure.Prepare("candles.csv", Write, ReadRows));
        yield return new("csv", "CSV of 1M rows to a checked series", FigureUnit.Milliseconds, 1000, () => CandleFileFigure.Prepare("candles.csv", Write, CandleFileFigure.ReadSeries));
    }

    private static void Write(string path) => CandleFile.Write(path, GeneratedMarket.Candles);

    private static void ReadRows(string file, OutputHash? hash)
    {
        using var reader = CsvCandleReader.Open(file);
        var rows = 0;
        while (reader.TryRead(out var candle))
        {
            rows++;
            CandleFileFigure.Add(hash, candle);
        }

        CandleFileFigure.Require(rows);
    }
}
