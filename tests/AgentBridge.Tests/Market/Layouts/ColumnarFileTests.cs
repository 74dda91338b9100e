using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Market.Layouts;

/// <summary>Feather and parquet as pandas and pyarrow write them: the files of Golden/layouts, made by make_layouts.py.</summary>
public sealed class ColumnarFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData("ns-lz4.feather", CandleLayout.Feather, CandleTimeUnit.Nanoseconds)]
    [InlineData("ms-lz4.feather", CandleLayout.Feather, CandleTimeUnit.Milliseconds)]
    [InlineData("us-zstd.feather", CandleLayout.Feather, CandleTimeUnit.Microseconds)]
    [InlineData("s-plain-chunks.feather", CandleLayout.Feather, CandleTimeUnit.Seconds)]
    [InlineData("integers.feather", CandleLayout.Feather, CandleTimeUnit.Milliseconds)]
    [InlineData("ns-snappy.parquet", CandleLayout.Parquet, CandleTimeUnit.Nanoseconds)]
    [InlineData("ms-snappy.parquet", CandleLayout.Parquet, CandleTimeUnit.Milliseconds)]
    [InlineData("us-zstd-groups.parquet", CandleLayout.Parquet, CandleTimeUnit.Microseconds)]
    [InlineData("required-gzip.parquet", CandleLayout.Parquet, CandleTimeUnit.Milliseconds)]
    public void ReadTable_FileOfPandas_HasTheCsvsCandlesToTheBit(string name, CandleLayout layout, CandleTimeUnit unit)
    {
        var expected = LayoutFiles.Candles(LayoutFiles.Csv);
        expected.Should().HaveCount(23);
        var bytes = File.ReadAllBytes(LayoutFiles.Golden(name));
        var paths = new[] { LayoutFiles.Golden(name), _folder.Write("a.gz", LayoutFiles.Gzip(bytes)), _folder.Write("a.zip", LayoutFiles.Zip((name, bytes))), _folder.Write("a.csv", bytes) };

        foreach (var path in paths)
        {
            var table = CandleFile.ReadTable(path);

            Enumerable.Range(0, table.Rows.Count).Select(table.Rows.At).Should().Equal(expected);
            (table.Info.Layout, table.Info.TimeUnit, table.FirstRow).Should().Be((layout, unit, 1));
            CandleFile.Detect(path).Layout.Should().Be(layout);
            CandleFile.Inspect(path).Findings.Select(finding => (finding.Row, finding.KindName)).Should().Equal((10, "gap"));
        }
    }

    [Theory]
    [InlineData("no-zone.feather", " column date has no time zone*", CandleCodes.TimeUnitUnknown)]
    [InlineData("no-zone.parquet", " column date has no time zone*", CandleCodes.TimeUnitUnknown)]
    [InlineData("version-1.feather", " is feather of version 1*", null)]
    [InlineData("text-close.feather", " column close is of type *", null)]
    [InlineData("trades.feather", " holds trades, not candles*", null)]
    public void ReadTable_OtherContent_IsRefusedByName(string name, string message, string? code)
    {
        var read = () => CandleFile.ReadTable(LayoutFiles.Golden(name));

        read.Should().Throw<CandleSourceException>().WithMessage("*" + name + "*" + message).Which.Code.Should().Be(code);
    }

    [Theory]
    [InlineData("no-zone.feather")]
    [InlineData("no-zone.parquet")]
    public void ReadTable_TimesWithoutAZoneThatTheCallerCallsUtc_AreRead(string name) =>
        LayoutFiles.Candles(LayoutFiles.Golden(name), new CandleFileOptions { TimeUnit = CandleTimeUnit.IsoUtc }).Should().Equal(LayoutFiles.Candles(LayoutFiles.Csv));

    [Fact]
    public void Read_FundingRatesOfFreqtrade_AreRefusedByTheirContent()
    {
        var read = () => CandleFile.Read(LayoutFiles.Golden("funding.feather"), "BTC/USDT:USDT", default);

        read.Should().Throw<CandleSourceException>().Which.Code.Should().Be(CandleCodes.NotTrades);
        CandleFile.ReadTable(LayoutFiles.Golden("funding.feather")).Info.PriceType.Should().Be(CandlePriceType.FundingRate);
    }

    [Fact]
    public void Inspect_NaNInARow_IsAFindingAtThatRow()
    {
        CandleFile.Inspect(LayoutFiles.Golden("nan-row.feather")).Findings.Select(finding => (finding.Row, finding.KindName)).Should().Equal((4, "impossible"), (10, "gap"));
        CandleFile.ReadTable(LayoutFiles.Golden("no-volume.feather")).Info.HasVolume.Should().BeFalse();
    }

    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData("ns-lz4.feather")]
    [InlineData("us-zstd.feather")]
    [InlineData("s-plain-chunks.feather")]
    [InlineData("ns-snappy.parquet")]
    [InlineData("us-zstd-groups.parquet")]
    public void ReadTable_FileCutOffAnywhere_IsDamagedOrNoneAndNeverOtherCandles(string name)
    {
        var bytes = File.ReadAllBytes(LayoutFiles.Golden(name));
        for (var length = 8; length < bytes.Length; length += 97)
        {
            var path = _folder.Write("cut", bytes[..length]);
            var read = () => CandleFile.ReadTable(path);

            read.Should().Throw<CandleSourceException>($"{length} of {bytes.Length} bytes").WithMessage($"{path} is damaged or cut off: *; copy or write it again");
        }
    }

    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData("ns-lz4.feather")]
    [InlineData("ns-snappy.parquet")]
    public void ReadTable_BytesSpoiltAnywhere_NeverEndsInAnythingButARefusalOrRows(string name)
    {
        var bytes = File.ReadAllBytes(LayoutFiles.Golden(name));
        var random = new Random(20250601);
        for (var i = 0; i < 150; i++)
        {
            var spoilt = (byte[])bytes.Clone();
            for (var n = 0; n < 3; n++)
            {
                spoilt[random.Next(8, spoilt.Length)] = (byte)random.Next(256);
            }

            var path = _folder.Write("spoilt", spoilt);
            try
            {
                CandleFile.ReadTable(path).Rows.Count.Should().BeGreaterThan(0);
            }
            catch (CandleSourceException e)
            {
                e.Message.Should().StartWith(path);
            }
        }
    }

    [Fact]
    public void ReadTable_ParquetThatClaimsABillionRows_IsRefusedWithoutTakingTheMemory()
    {
        // Numbers are zigzag varints behind the field's header 0x16: 23 rows are 46, a billion are five bytes.
        var bytes = File.ReadAllBytes(LayoutFiles.Golden("ns-snappy.parquet"));
        var length = BitConverter.ToInt32(bytes, bytes.Length - 8);
        var claims = new List<byte>();
        var footer = bytes.AsSpan(bytes.Length - 8 - length, length);
        for (var i = 0; i < footer.Length; i++)
        {
            claims.Add(footer[i]);
            if (footer[i] == 0x16 && i + 1 < footer.Length && footer[i + 1] == 46)
            {
                claims.AddRange([0x80, 0xA8, 0xD6, 0xB9, 0x07]);
                i++;
            }
        }

        claims.Count.Should().BeGreaterThan(length);
        var path = _folder.Write("claims.parquet", [.. bytes[..(bytes.Length - 8 - length)], .. claims, .. BitConverter.GetBytes(claims.Count), .. "PAR1"u8]);
        var read = () => CandleFile.ReadTable(path);

        read.Should().Throw<CandleSourceException>().WithMessage($"{path}: it claims more than * rows, too many for its size*");
    }

    public void Dispose() => _folder.Dispose();
}
