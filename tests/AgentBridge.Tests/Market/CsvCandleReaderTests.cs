using System.Globalization;
using System.Text;
using AgentBridge.Market;
using FsCheck;
using FsCheck.Fluent;

namespace AgentBridge.Tests.Market;

public sealed class CsvCandleReaderTests
{
    private const string Header = "timestamp,open,high,low,close,volume";
    private const string Row = "1748779200000,100,101.5,99,100.25,7";

    private static readonly Candle RowCandle = new(1_748_779_200_000, 100, 101.5, 99, 100.25, 7);

    [Theory]
    [InlineData(Header + "\n" + Row + "\n")]
    [InlineData(Header + "\n" + Row)]
    [InlineData(Header + "\r\n" + Row + "\r\n")]
    [InlineData(Header + "\r\n" + Row)]
    [InlineData("\uFEFF" + Header + "\n" + Row + "\n")]
    [InlineData(Header + "\n" + Row + "\n\n\r\n")]
    [InlineData(Header + "\n2025-06-01T12:00:00Z,100,101.5,99,100.25,7\n")]
    [InlineData(Header + "\n2025-06-01T12:00:00.000000000Z,100,101.5,99,100.25,7\n")]
    [InlineData(Header + "\n2025-06-01 14:00+02:00,100,101.5,99,100.25,7\n")]
    [InlineData(Header + "\n2025-06-01T06:30:00-0530,100,101.5,99,100.25,7\n")]
    [InlineData(Header + "\n2025-06-01 12:00:00+00,1e2,+101.5,99.000,1002.5E-1,7.\n")]
    public void TryRead_EveryAcceptedSpelling_IsTheSameCandle(string text) => ReadAll(text).Should().Equal(RowCandle);

    [Theory]
    [InlineData("", "* is empty*timestamp,open,high,low,close,volume*")]
    [InlineData("\uFEFF", "*row 1: the header is*")]
    [InlineData(Row + "\n", "*row 1: the header is*")]
    [InlineData("timestamp,open,high,low,close\n", "*row 1*missing: volume*")]
    [InlineData("date,open,high,low,close,volume\n", "*row 1*missing: timestamp; unknown: 'date'*")]
    [InlineData(Header + ",trades\n", "*row 1*unknown: 'trades'*")]
    [InlineData("timestamp;open;high;low;close;volume\n", "*row 1: the header is*")]
    [InlineData(Header + "\n1748779200000,abc,101,99,100,7\n", "*row 2, column open: 'abc' is not a number*")]
    [InlineData(Header + "\n" + Row + "\n1748779500000,100,101,99,100,viel\n", "*row 3, column volume: 'viel' is not a number*")]
    [InlineData(Header + "\n1748779200000,100,,99,100,7\n", "*row 2, column high: '' is empty*")]
    [InlineData(Header + "\n1748779200000,100,101,99,100,\n", "*row 2, column volume: '' is empty*")]
    [InlineData(Header + "\n1748779200000,100,1 01,99,100,7\n", "*row 2, column high: '1 01' is not a number*")]
    [InlineData(Header + "\n1748779200000,\"100\",101,99,100,7\n", "*row 2, column open*is not a number*quotes*")]
    [InlineData(Header + "\n1748779200000,100,101,99,100,7,8\n", "*row 2: 7 columns, 6 expected*")]
    [InlineData(Header + "\n1748779200000,100,101,99\n", "*row 2: 4 columns, 6 expected*")]
    [InlineData(Header + "\nyesterday,100,101,99,100,7\n", "*row 2, column timestamp: 'yesterday' is not a timestamp*")]
    [InlineData(Header + "\n2025-06-01T12:00:00,100,101,99,100,7\n", "*row 2, column timestamp*has no UTC offset; append Z*")]
    [InlineData(Header + "\n2025-06-01,100,101,99,100,7\n", "*row 2, column timestamp*has no UTC offset*")]
    [InlineData(Header + "\n2025-02-30T12:00:00Z,100,101,99,100,7\n", "*row 2, column timestamp*is not a timestamp*")]
    [InlineData(Header + "\n2025-06-01T12:00:00.0001Z,100,101,99,100,7\n", "*row 2, column timestamp*is not a timestamp*")]
    [InlineData(Header + "\n1748779200000000,100,101,99,100,7\n", "*row 2, column timestamp*divide microseconds by 1,000*")]
    [InlineData(Header + "\n-5,100,101,99,100,7\n", "*row 2, column timestamp*outside the years*")]
    [InlineData(Header + "\n99999999999999999999999,100,101,99,100,7\n", "*row 2, column timestamp*")]
    [InlineData(Header + "\n1748779200000,100\0,101,99,100,7\n", "*row 2, column open: '100?' contains a control character*")]
    [InlineData(Header + "\n1748779200000,100,101,99,100,7\0\0\n", "*row 2, column volume: '7??' contains a control character*")]
    [InlineData(Header + "\n" + Row + "\n1748779500000\0,100,101,99,100,7\n", "*row 3, column timestamp: '1748779500000?' contains a control character*")]
    [InlineData(Header + "\n-1\0,100,101,99,100,7\n", "*row 2, column timestamp*contains a control character*")]
    [InlineData(Header + "\n2025-06-01T12:00:00Z\0,100,101,99,100,7\n", "*row 2, column timestamp*contains a control character*")]
    [InlineData(Header + "\n1748779200000,100,101,99,1e2\0,7\n", "*row 2, column close*contains a control character*")]
    [InlineData(Header + "\n1748779200000,100,\u001b101,99,100,7\n", "*row 2, column high: '?101' contains a control character*")]
    [InlineData(Header + "\n1748779200000,100,101,99\t,100,7\n", "*row 2, column low*contains a control character*")]
    [InlineData(Header + "\n1748779200000,100,101,99,\u007f100,7\n", "*row 2, column close*contains a control character*")]
    [InlineData(Header + "\n1748779200000,\0,101,99,100,7\n", "*row 2, column open*contains a control character*")]
    [InlineData(Header + "\n" + Row + "\n\0\0\0\0\n", "*row 3: 1 columns*")]
    [InlineData(Header + "\0\n" + Row + "\n", "*row 1: the header is*")]
    [InlineData(Header + "\n" + Row + "\n\n" + Row + "\n", "*row 3 is empty but rows follow*")]
    public void TryRead_MalformedText_IsRefusedNamingRowColumnValueAndRemedy(string text, string message)
    {
        var read = () => ReadAll(text);

        read.Should().Throw<CandleSourceException>().WithMessage("test.csv" + message).Which.Error.Should().Be(CandleSourceError.BadData);
    }

    [Fact]
    public void TryRead_Utf16File_IsRefusedByName()
    {
        var read = () => ReadAll(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Header + "\n" + Row)).ToArray());

        read.Should().Throw<CandleSourceException>().WithMessage("*UTF-16*UTF-8*");
    }

    [Fact]
    public void TryRead_EndlessLine_IsRefusedWithoutReadingItAll()
    {
        var read = () => ReadAll(Header + "\n" + new string('1', 1_000_000));

        read.Should().Throw<CandleSourceException>().WithMessage("*row 2 is longer than 4096 bytes*");
    }

    [Fact]
    public void TryRead_ControlCharactersInAValue_DoNotReachTheMessage()
    {
        var read = () => ReadAll(Header + "\n1748779200000,\u001b[31m\0,101,99,100,7\n");

        read.Should().Throw<CandleSourceException>().Which.Message.Should().NotContainAny("\u001b", "\0").And.Contain("?[31m?");
    }

    [Theory]
    [InlineData("nan", double.NaN)]
    [InlineData("NaN", double.NaN)]
    [InlineData("inf", double.PositiveInfinity)]
    [InlineData("-inf", double.NegativeInfinity)]
    [InlineData("Infinity", double.PositiveInfinity)]
    public void TryRead_NotFiniteNumber_IsLeftToTheValidation(string text, double value) =>
        ReadAll($"{Header}\n1748779200000,100,101,99,{text},7\n").Single().Close.Should().Be(value);

    [Fact]
    public void TryRead_StreamInSmallPieces_GivesTheSameRows()
    {
        var sample = GeneratedCandles.Create(new GeneratedCandlesOptions { Count = 300 });
        using var folder = new TempFolder();
        CandleFile.Write(folder.PathOf("a.csv"), sample);
        var bytes = File.ReadAllBytes(folder.PathOf("a.csv"));

        foreach (var piece in new[] { 1, 2, 7, 61, 4_096 })
        {
            using var reader = new CsvCandleReader(new Trickle(bytes, piece), "test.csv");
            ReadAll(reader).Should().Equal(SomeCandles.ToList(sample));
        }
    }

    [Fact]
    public void Number_OfAnyDouble_ReadsBackToTheBit()
    {
        var any = Gen.Choose(int.MinValue, int.MaxValue).Two().Select(pair => BitConverter.Int64BitsToDouble(((long)pair.Item1 << 32) ^ (uint)pair.Item2));
        var usual = Gen.Choose(0, int.MaxValue).SelectMany(digits => Gen.Choose(0, 12).Select(places => digits / Math.Pow(10, places)));
        Prop.ForAll(Gen.OneOf(any, usual).Where(double.IsFinite).ToArbitrary(), value =>
        {
            var candle = new Candle(1_748_779_200_000, value, value, value, value, value);
            return Reread(candle).Equals(candle);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
    }

    [Theory]
    [InlineData("9007199254740993")]
    [InlineData("9007199254740992.5")]
    [InlineData("0.1")]
    [InlineData("0.30000000000000004")]
    [InlineData("123456789012345678")]
    [InlineData("1234567890123456789")]
    [InlineData("0.000000000000000001")]
    [InlineData("2.2250738585072011e-308")]
    [InlineData("179769313486231570000000000000000000000")]
    [InlineData("5e-324")]
    [InlineData("0000000000000000000000001.5")]
    [InlineData("-0.0")]
    public void Number_HardToRound_IsWhatTheRuntimeReads(string text)
    {
        var expected = double.Parse(text, CultureInfo.InvariantCulture);

        BitConverter.DoubleToInt64Bits(ReadAll($"{Header}\n1748779200000,1,1,1,1,{text}\n").Single().Volume).Should().Be(BitConverter.DoubleToInt64Bits(expected));
    }

    [Fact]
    public void TryRead_ManyRows_AllocatesNothingPerRow()
    {
        var text = Encoding.ASCII.GetBytes(Header + "\n" + string.Concat(Enumerable.Repeat("1748779200000,104211.35,104300.5,104100,104222.22,12.34567\n", 20_000)));
        using var reader = new CsvCandleReader(new MemoryStream(text), "test.csv");
        reader.TryRead(out _);
        var before = GC.GetAllocatedBytesForCurrentThread();

        while (reader.TryRead(out _))
        {
        }

        // The counter advances by allocation contexts of 8 KB, so less than a byte per row means no allocation.
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(20_000);
        reader.Row.Should().Be(20_001);
    }

    private static Candle Reread(Candle candle)
    {
        using var stream = new MemoryStream();
        using (var writer = new CsvCandleWriter(stream))
        {
            writer.Write(candle);
        }

        return ReadAll(stream.ToArray()).Single();
    }

    private static List<Candle> ReadAll(string text) => ReadAll(Encoding.UTF8.GetBytes(text));

    private static List<Candle> ReadAll(byte[] bytes)
    {
        using var reader = new CsvCandleReader(new MemoryStream(bytes), "test.csv");
        return ReadAll(reader);
    }

    private static List<Candle> ReadAll(CsvCandleReader reader)
    {
        var candles = new List<Candle>();
        while (reader.TryRead(out var candle))
        {
            candles.Add(candle);
        }

        return candles;
    }

    private sealed class Trickle(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, piece));
    }
}
