using AgentBridge.Market;
using AgentBridge.Tests.Support;

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

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(500)]
    public void ReadTable_GzipOfSeveralMembers_IsOneFile(int members)
    {
        var length = (Plain.Length / members) + 1;
        var packed = Plain.Chunk(length).SelectMany(LayoutFiles.Gzip).ToArray();

        LayoutFiles.Candles(_folder.Write("a.csv.gz", packed)).Should().Equal(Candles);
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public void ReadTable_GzipMembersWhoseBordersFallAnywhere_AreAllRead()
    {
        // The runtime reads the packed bytes in pieces: a member begins and ends at each place in one.
        var first = LayoutFiles.Gzip(Plain[..(Plain.Length / 2)]);
        for (var more = 0; more < 40; more++)
        {
            // A member's name may be as long as needed: it moves the border.
            var named = first[..3].Append((byte)8).Concat(first[4..10]).Concat(Enumerable.Repeat((byte)'n', ((8_192 - (first.Length % 8_192)) + 8_192 - 30 + more) % 8_192)).Append((byte)0).Concat(first[10..]);
            var packed = named.Concat(LayoutFiles.Gzip(Plain[(Plain.Length / 2)..])).ToArray();

            LayoutFiles.Candles(_folder.Write("a.csv.gz", packed)).Should().Equal(Candles, $"moved by {more}");
        }
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public void ReadTable_GzipOfSeveralMembersCutOffOrSpoilt_IsDamagedOrEndsWithAMember()
    {
        var half = LayoutFiles.Gzip(Plain[..(Plain.Length / 2)]);
        var packed = half.Concat(LayoutFiles.Gzip(Plain[(Plain.Length / 2)..])).ToArray();
        foreach (var length in Enumerable.Range(0, 40).Select(i => half.Length + 1 + (i * (packed.Length - half.Length - 2) / 40)))
        {
            Refused(packed[..length], "is damaged or cut off: *; copy or download it again");
        }

        var spoilt = (byte[])packed.Clone();
        spoilt[half.Length - 6] ^= 1;
        Refused(spoilt, "is damaged or cut off: *");
        Refused([.. packed, 1, 2, 3], "is damaged or cut off: *");
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
    [Trait(Cost.Key, Cost.Slow)]
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
