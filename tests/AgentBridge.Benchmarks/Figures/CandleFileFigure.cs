using AgentBridge.Market;

namespace AgentBridge.Benchmarks;

/// <summary>What the figures of candle files have in common: the generated market in a file, read again.</summary>
internal static class CandleFileFigure
{
    public static FigureRun Prepare(string name, Action<string> write, Action<string, OutputHash?> read)
    {
        var folder = Directory.CreateTempSubdirectory("bridge-bench-");
        var file = Path.Combine(folder.FullName, name);
        write(file);
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

    public static void ReadSeries(string file, OutputHash? hash)
    {
        var series = CandleFile.Read(file, GeneratedMarket.Symbol, GeneratedMarket.Candles.Timeframe).Series;
        Require(series.Count);
        for (var i = 0; hash is not null && i < series.Count; i++)
        {
            Add(hash, series[i]);
        }
    }

    public static void Add(OutputHash? hash, in Candle candle)
    {
        hash?.Add(candle.OpenTimeMs);
        hash?.Add(candle.Open);
        hash?.Add(candle.High);
        hash?.Add(candle.Low);
        hash?.Add(candle.Close);
        hash?.Add(candle.Volume);
    }

    public static void Require(int rows)
    {
        if (rows != GeneratedMarket.Count)
        {
            throw new InvalidOperationException($"{rows} rows were read.");
        }
    }
}
