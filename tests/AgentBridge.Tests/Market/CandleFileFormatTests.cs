using System.IO.Compression;
using System.Text;
using System.Text.Json;
using AgentBridge.Market;
using AgentBridge.Tests.Support;
using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using FsCheck.Fluent;

namespace AgentBridge.Tests.Market;

public sealed class CandleFileFormatTests
{
    [Theory]
    [InlineData("a.csv", CandleFileFormat.Csv)]
    [InlineData("BTC_USDT-5m.feather", CandleFileFormat.Feather)]
    [InlineData("BTC_USDT-5m.JSON", CandleFileFormat.Json)]
    [InlineData("x/BTC_USDT-5m.json.gz", CandleFileFormat.JsonGz)]
    [InlineData("a.txt", CandleFileFormat.Unspecified)]
    [InlineData("csv", CandleFileFormat.Unspecified)]
    [InlineData("a.gz", CandleFileFormat.Unspecified)]
    public void TryOfPath_EndOfTheName_IsTheFormat(string path, CandleFileFormat expected)
    {
        CandleFileFormats.TryOfPath(path, out var format).Should().Be(expected != CandleFileFormat.Unspecified);

        format.Should().Be(expected);
    }

    [Fact]
    public void Words_AreReadBack()
    {
        CandleFileFormats.Words.Should().Equal("csv", "feather", "json", "json.gz");
        foreach (var word in CandleFileFormats.Words)
        {
            CandleFileFormats.TryParse(word, out var format).Should().BeTrue();
            CandleFileFormats.WordOf(format).Should().Be(word);
        }

        CandleFileFormats.TryParse("parquet", out _).Should().BeFalse();
        CandleFileFormats.TryParse(null, out _).Should().BeFalse();
        FluentActions.Invoking(() => CandleFileFormats.WordOf(default)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Theory]
    [InlineData("BTC/USDT", "5m", CandleFileFormat.Feather, "BTC_USDT-5m.feather")]
    [InlineData("BTC/USDT:USDT", "1h", CandleFileFormat.Feather, "futures/BTC_USDT_USDT-1h-futures.feather")]
    [InlineData("1000SHIB/USDT", "1d", CandleFileFormat.JsonGz, "1000SHIB_USDT-1d.json.gz")]
    public void PathOf_Pair_IsFreqtradesNameAndReadBack(string pair, string timeframe, CandleFileFormat format, string expected)
    {
        var path = FreqtradeDataFile.PathOf(pair, Timeframe.Parse(timeframe), format);

        path.Replace('\\', '/').Should().Be(expected);
        FreqtradeFileName.TryRead(path, out var name).Should().BeTrue();
        name.Should().Be(new FreqtradeFileName(pair, Timeframe.Parse(timeframe), CandlePriceType.Trades));
    }

    /// <summary>Real candles, in every format and back through the reader that every command uses.</summary>
    [SkippableTheory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData(SharedData.Generated)]
    [InlineData(SharedData.GeneratedSmall)]
    [InlineData("BTC_USDT-5m.gtudor33.csv")]
    [InlineData("freqtrade-2024.2/XRP_ETH-1m.csv")]
    [InlineData("more/spot-2024/SHIB_USDT-5m.csv")]
    public void Write_RealCandles_AreReadBackToTheBit(string file)
    {
        var candles = SharedData.Candles(file);
        using var folder = new TempFolder();
        foreach (var word in CandleFileFormats.Words)
        {
            CandleFileFormats.TryParse(word, out var format).Should().BeTrue();

            CandleFile.Write(folder.PathOf("a." + word), candles, format);

            var rows = CandleFile.ReadRows(folder.PathOf("a." + word));
            Enumerable.Range(0, rows.Count).Select(rows.At).Should().Equal(SomeCandles.ToList(candles), "{0}", word);
        }
    }

    [Fact]
    public void Write_Json_IsFreqtradesArray() => Text(CandleFileFormat.Json, SomeCandles.Run(2))
        .Should().Be("[[1748779200000,100,101,99,100,5],[1748779500000,101,102,100,101,5]]");

    [Fact]
    public void Write_None_IsAWholeFile()
    {
        Text(CandleFileFormat.Json, []).Should().Be("[]");
        Text(CandleFileFormat.Csv, []).Should().Be("timestamp,open,high,low,close,volume\n");
        Feather(Bytes(CandleFileFormat.Feather, [])).Should().BeEmpty();
    }

    [Theory]
    [InlineData(CandleFileFormat.Csv)]
    [InlineData(CandleFileFormat.Json)]
    [InlineData(CandleFileFormat.JsonGz)]
    [InlineData(CandleFileFormat.Feather)]
    public void Write_AnyDouble_ReadsBackToTheBit(CandleFileFormat format)
    {
        var values = Property.AnyDouble.Where(value => double.IsFinite(value) && value > 0);
        var rows = Gen.Zip(Gen.Zip(values, values), Gen.Zip(values, values)).ListOf();

        Property.Holds(rows, 50, prices =>
        {
            var candles = prices.Select((p, i) => new Candle(SomeCandles.At(i).OpenTimeMs, p.Item1.Item1, p.Item1.Item2, p.Item2.Item1, p.Item2.Item2, p.Item1.Item1)).ToList();

            Read(format, Bytes(format, candles)).Should().Equal(candles);
        });
    }

    /// <summary>Two batches and a bit, in the layout that pandas writes.</summary>
    [Fact]
    public void Write_Feather_HasFreqtradesColumnsInBatches()
    {
        var candles = SomeCandles.Run(140_000);

        var bytes = Bytes(CandleFileFormat.Feather, candles);

        using var reader = new ArrowFileReader(new MemoryStream(bytes), new CompressionCodecFactory());
        var first = reader.ReadNextRecordBatch();
        first.Length.Should().Be(65_536);
        first.Schema.FieldsList.Select(field => field.Name).Should().Equal("date", "open", "high", "low", "close", "volume");
        first.Schema.FieldsList[0].DataType.Should().BeOfType<TimestampType>().Which.Should().BeEquivalentTo(new { Unit = TimeUnit.Nanosecond, Timezone = "UTC" });
        Feather(bytes).Should().Equal(candles);
        bytes.Length.Should().BeLessThan(140_000 * 48, "it is compressed");
    }

    [Fact]
    public void Write_ToAFile_ReplacesItWholeAndLeavesNothingElse()
    {
        using var folder = new TempFolder();
        var path = folder.Write("a.feather", "old");

        CandleFile.Write(path, TestCandles.Series(SomeCandles.Run(3)), CandleFileFormat.Feather);

        Feather(File.ReadAllBytes(path)).Should().Equal(SomeCandles.Run(3));
        Directory.GetFiles(folder.Root).Should().Equal(path);
        FluentActions.Invoking(() => CandleFile.Write(path, TestCandles.Series(SomeCandles.Run(3)), default)).Should().Throw<ArgumentOutOfRangeException>();
        Feather(File.ReadAllBytes(path)).Should().Equal([.. SomeCandles.Run(3)], "a write that fails leaves the older file");
    }

    private static byte[] Bytes(CandleFileFormat format, IEnumerable<Candle> candles)
    {
        using var stream = new MemoryStream();
        CandleFile.Write(stream, TestCandles.Series(candles), format);
        return stream.ToArray();
    }

    private static string Text(CandleFileFormat format, IEnumerable<Candle> candles) => Encoding.UTF8.GetString(Bytes(format, candles));

    private static List<Candle> Read(CandleFileFormat format, byte[] bytes) => format switch
    {
        CandleFileFormat.Csv => Csv(bytes),
        CandleFileFormat.Feather => Feather(bytes),
        CandleFileFormat.JsonGz => Json(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress)),
        _ => Json(new MemoryStream(bytes)),
    };

    private static List<Candle> Csv(byte[] bytes)
    {
        using var reader = new CsvCandleReader(new MemoryStream(bytes), "test");
        var candles = new List<Candle>();
        while (reader.TryRead(out var candle))
        {
            candles.Add(candle);
        }

        return candles;
    }

    private static List<Candle> Json(Stream stream)
    {
        using var document = JsonDocument.Parse(stream);
        return [.. document.RootElement.EnumerateArray().Select(row => new Candle(row[0].GetInt64(), row[1].GetDouble(), row[2].GetDouble(), row[3].GetDouble(), row[4].GetDouble(), row[5].GetDouble()))];
    }

    private static List<Candle> Feather(byte[] bytes)
    {
        using var reader = new ArrowFileReader(new MemoryStream(bytes), new CompressionCodecFactory());
        var candles = new List<Candle>();
        while (reader.ReadNextRecordBatch() is { } batch)
        {
            using (batch)
            {
                double Number(int column, int row) => ((DoubleArray)batch.Column(column)).GetValue(row)!.Value;
                for (var i = 0; i < batch.Length; i++)
                {
                    candles.Add(new Candle(((TimestampArray)batch.Column(0)).GetValue(i)!.Value / 1_000_000, Number(1, i), Number(2, i), Number(3, i), Number(4, i), Number(5, i)));
                }
            }
        }

        return candles;
    }
}
