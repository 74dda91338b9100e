using System.Text;
using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Layouts;

/// <summary>Candle files in gzip and zip: as good as unpacked, and never a way to fill the memory.</summary>
public sealed class PackedFileTests : IDisposable
{
    private static readonly List<Candle> Candles = [.. SomeCandles.Run(5_000)];
    private static readonly byte[] Plain = LayoutFiles.Bytes(LayoutFiles.Text(CandleLayout.Binance, CandleTimeUnit.Microseconds, Candles));

    private readonly TempFolder _folder = new();

    [Fact]
    public void ReadTable_PackedFile_IsThePlainOne()
    {
        var gzip = _folder.Write("BTCUSDT-5m-2025-06.csv.gz", LayoutFiles.Gzip(Plain));
        var zip = _folder.Write("BTCUSDT-5m-2025-06.zip", LayoutFiles.Zip(("__MACOSX/._BTCUSDT-5m-2025-06.csv", [1]), ("BTCUSDT-5m-2025-06.csv", Plain)));

        LayoutFiles.Candles(gzip).Should().Equal(Candles);
        LayoutFiles.Candles(zip).Should().Equal(Candles);
        CandleFile.Detect(gzip).Should().BeEquivalentTo(new { Container = CandleContainer.Gzip, Entry = "BTCUSDT-5m-2025-06.csv", Layout = CandleLayout.Binance });
        CandleFile.Detect(zip).Should().BeEquivalentTo(new { Container = CandleContainer.Zip, Entry = "BTCUSDT-5m-2025-06.csv", Layout = CandleLayout.Binance });
    }

    [Fact]
    public void ReadTable_PackedByContentNotByName_IsUnpackedAllTheSame() =>
        LayoutFiles.Candles(_folder.Write("BTCUSDT-5m.csv", LayoutFiles.Gzip(Plain))).Should().Equal(Candles);

    [Fact]
    public void ReadTable_GzipCutOffAnywhere_IsDamagedAndNeverAShorterHistory()
    {
        var packed = LayoutFiles.Gzip(Plain);
        foreach (var length in Enumerable.Range(0, 60).Select(i => 3 + (i * (packed.Length - 4) / 60)))
        {
            var path = _folder.Write("a.csv.gz", packed[..length]);
            var read = () => CandleFile.ReadTable(path);

            read.Should().Throw<CandleSourceException>($"{length} of {packed.Length} bytes").WithMessage($"{path} is damaged or cut off: *; copy or download it again");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void ReadTable_GzipWithoutItsEnd_IsDamaged(int missing) =>
        Refused(LayoutFiles.Gzip(Plain)[..^missing], "is damaged or cut off: *");

    [Fact]
    public void ReadTable_GzipOfSeveralMembers_IsRefused()
    {
        // Only the last of them states its size, and a file that is cut off must not pass for one of these.
        var half = Encoding.UTF8.GetString(Plain).Split('\n');
        var packed = LayoutFiles.Gzip(LayoutFiles.Bytes(string.Concat(half[..2_500].Select(line => line + "\n")))).Concat(LayoutFiles.Gzip(LayoutFiles.Bytes(string.Join('\n', half[2_500..])))).ToArray();

        Refused(packed, "is damaged or cut off: *several gzip files in one are not read*");
    }

    [Fact]
    public void ReadTable_ZipCutOffOrSpoilt_IsDamaged()
    {
        var packed = LayoutFiles.Zip(("a.csv", Plain));
        foreach (var length in new[] { 10, packed.Length / 2, packed.Length - 1 })
        {
            Refused(packed[..length], "is damaged or cut off: *");
        }

        var spoilt = (byte[])packed.Clone();
        spoilt.AsSpan(packed.Length / 2, 40).Fill(0xFF);
        Refused(spoilt, "*");
    }

    [Fact]
    public void ReadTable_ArchiveWithoutExactlyOneFile_SaysWhatIsInIt()
    {
        Refused(LayoutFiles.Zip(), "is an archive without a file in it");
        Refused(LayoutFiles.Zip(("a.csv", Plain), ("folder/b.csv", Plain)), "is an archive of several files (a.csv, folder/b.csv); unpack it and name one of them");
        Refused(LayoutFiles.Zip(("a.csv.gz", LayoutFiles.Gzip(Plain))), "is packed twice; unpack it and name the file in it");
        Refused(LayoutFiles.Gzip(LayoutFiles.Zip(("a.csv", Plain))), "is packed twice; unpack it and name the file in it");
    }

    [Fact]
    public void ReadTable_FileThatSwellsBeyondMeasure_IsCutOff()
    {
        var row = LayoutFiles.Bytes("1748779200000000,1,1,1,1,1,1748779499999999,1,1,1,1,0\n");
        var bomb = new byte[row.Length * 1_500_000];
        for (var at = 0; at < bomb.Length; at += row.Length)
        {
            row.CopyTo(bomb, at);
        }

        Refused(Smallest(bomb), "unpacks to more than * bytes, * times its own size: these are not candles*");
    }

    private static byte[] Smallest(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var stream = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.SmallestSize))
        {
            stream.Write(bytes);
        }

        return packed.ToArray();
    }

    private void Refused(byte[] bytes, string message)
    {
        var path = _folder.Write("a.zip", bytes);
        var read = () => CandleFile.ReadTable(path);

        read.Should().Throw<CandleSourceException>().WithMessage($"{path} {message}").Which.Error.Should().Be(CandleSourceError.BadData);
    }

    public void Dispose() => _folder.Dispose();
}
