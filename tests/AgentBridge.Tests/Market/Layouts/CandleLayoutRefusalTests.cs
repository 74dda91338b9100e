using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Layouts;

/// <summary>Files that are damaged, ambiguous or something else: one clear error that names the file, the row and what to do.</summary>
public sealed class CandleLayoutRefusalTests : IDisposable
{
    private const string Header = "date,open,high,low,close,volume\n";
    private const string Json = "[[1748779200000,1,2,1,2,5],[1748779500000,2,2,1,2,5]";

    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData(Header + "1748779200000,1,2,1,2,5\n1748779500,2,2,1,2,5\n", ", row 3, column date: '1748779500' is in seconds, the rows before in milliseconds*")]
    [InlineData(Header + "2025-06-01T12:00:00Z,1,2,1,2,5\n1748779500,2,2,1,2,5\n", ", row 3, column date: '1748779500' is in seconds, the rows before in ISO 8601*")]
    [InlineData(Header + "1748779200000,1,2,1,2,5\n2025-06-01T12:00:00Z,2,2,1,2,5\n", ", row 3, column date: '2025-06-01T12:00:00Z' is not a number of milliseconds, as the times of the rows before")]
    [InlineData(Header + "1748779200000500,1,2,1,2,5\n", ", row 2, column date: '1748779200000500' is not a whole millisecond*")]
    [InlineData(Header + "20250601,1,2,1,2,5\n", ", row 2, column date: '20250601' may be seconds, milliseconds or something else*", CandleCodes.TimeUnitUnknown)]
    [InlineData(Header + "2025-06-01 12:00:00,1,2,1,2,5\n", ", row 2, column date: '2025-06-01 12:00:00' has no UTC offset*", CandleCodes.TimeUnitUnknown)]
    [InlineData(Header + "yesterday,1,2,1,2,5\n", ", row 2, column date: 'yesterday' is not a timestamp*")]
    [InlineData(Header + "-1748779200000,1,2,1,2,5\n", ", row 2, column date*")]
    [InlineData(Header + "1748779200000,1,2,1,2\n", ", row 2: 5 columns, 6 expected (date,open,high,low,close,volume)*")]
    [InlineData(Header + "1748779200000,1,2,1,2,5,6\n", ", row 2: 7 columns, 6 expected*")]
    [InlineData(Header + "1748779200000,1,2,,2,5\n", ", row 2, column low: '' is empty*")]
    [InlineData(Header + "1748779200000,1,2,1,2,5\n1748779500000,1,2,1,2,\n", ", row 3, column volume: '' is empty*")]
    [InlineData(Header + "1748779200000,1,2,1,2,\n1748779500000,1,2,1,2,7\n", ", row 3, column volume: '7' is a value, but the first row has none*")]
    [InlineData(Header + "1748779200000,1,2,1,cheap,5\n", ", row 2, column close: 'cheap' is not a number*")]
    [InlineData(Header + "1748779200000,1,2,1,2\"3,5\n", ", row 2, column close*is not a number*")]
    [InlineData(Header + "1748779200000,\"1,5\",2,1,2,5\n", ", row 2, column open: '1,5' has a comma*")]
    [InlineData("date;open;high;low;close;volume\n1748779200000;1,5;2;1;2;5\n", ", row 2, column open: '1,5' has a comma; write digits with a decimal point*")]
    [InlineData(Header + "1748779200000,1,2,1,2,5\n\n1748779500000,1,2,1,2,5\n", ", row 3 is empty but rows follow*")]
    [InlineData(Header, " has a header but no candle")]
    [InlineData("date,open,high,low,volume\n1,1,1,1,1\n", ", row 1: the header is 'date,open,high,low,volume'*missing: close")]
    [InlineData("open,high,low,close,volume\n1,1,1,1,1\n", ", row 1: the header is*missing: timestamp")]
    [InlineData("date,open,high,low,close,close,volume\n1748779200000,1,1,1,1,1,1\n", ", row 1: the header is*missing: close")]
    [InlineData("1748779200000,1,2,1,2,5\n", ", row 1: 6 columns without a header*timestamp,open,high,low,close,volume")]
    [InlineData("some words, and more words\nof prose\n", ", row 1: the header is*")]
    [InlineData("date,open_interest_amount,open_interest_value\n1748779200000,1,2\n", " holds open interest, not candles*")]
    [InlineData("timestamp,price,size,venue\n1381393290199,13.99,100,Q\n", " holds trades, not candles*")]
    [InlineData("timestamp,id,price,qty,buyer_is_maker,local_ns\n1723161255342,3735683259,61837.63,0.02,true,1723161254087896568\n", " holds trades, not candles*")]
    [InlineData("28457,4261.48,0.0750,0.319,1502942568000,True,True\n", " holds trades, not candles*")]
    [InlineData("1381095255,122.0,0.1\n", " holds trades, not candles*")]
    [InlineData("wss://ws.kraken.com <-> 1618678132.3858151\nwss://ws.kraken.com <- 1618678132.8: {\"event\":\"subscribe\"}\n", ", row 1: the header is*")]
    [InlineData("https://api.binance.com/api/v3/exchangeInfo -> 1633998511.1: {\"timezone\":\"UTC\"}\n", ", row 1: the header is*")]
    [InlineData("1723161253937085768 {\"stream\":\"btcusdt@depth@100ms\",\"data\":{\"e\":\"depthUpdate\"}}\n", ", row 1: the header is*")]
    [InlineData("{\"candles\":[]}", " has no candle")]
    [InlineData("{\"candles\":7}", " is JSON, but not an array of candles*")]
    [InlineData("{\"a\":[{}],\"candles\":[{\"start\":\"1748779200\",\"low\":\"1\",\"high\":\"2\",\"open\":\"1\",\"close\":\"2\"}]}", ", row 1: volume missing; correct the row, or remove it")]
    [InlineData("{\"candles\":[{\"start\":\"1748779200\",\"low\":\"1\",\"high\":\"2\",\"open\":\"1\",\"close\":\"2\",\"low\":\"1\",\"volume\":\"1\"}]}", ", row 1: low occurs twice*")]
    [InlineData("{\"candles\":[{\"start\":\"1748779200\",\"low\":\"1\",\"high\":\"two\",\"open\":\"1\",\"close\":\"2\",\"volume\":\"1\"}]}", ", row 1, high: 'two' is no number*")]
    [InlineData("{\"candles\":[[1748779200,1,2,1,2,5],{\"start\":\"1748779500\"}]}", " is JSON, but not an array of candles*")]
    [InlineData("{\"candles\":[[1748779200,1,2,1,2,5]]", ", after row 1 the JSON is damaged or cut off*")]
    [InlineData("{\"a\":1}", " is JSON, but not an array of candles*")]
    [InlineData("[1,2]", " is JSON, but not an array of candles*")]
    [InlineData("[]", " has no candle")]
    [InlineData(Json, ", after row 2 the JSON is damaged or cut off*")]
    [InlineData(Json + ",[1748779800000,2", ", after row 2 the JSON is damaged or cut off*")]
    [InlineData(Json + "] and more", ", after row 2 the JSON is damaged or cut off*")]
    [InlineData(Json + ",[1748779800000,2,2,1,2]]", ", row 3: 5 values, 6 expected*")]
    [InlineData(Json + ",[1748779800000,2,\"two\",1,2,5]]", ", row 3, value 3: 'two' is no number*")]
    [InlineData(Json + ",[1748779800000,2,true,1,2,5]]", ", row 3, value 3: 'true' is not a number*")]
    [InlineData(Json + ",[null,2,2,1,2,5]]", ", row 3, value 1: Null is not a timestamp")]
    [InlineData("[[1748779206662,\"1\",\"market\",\"buy\",36160.9,0.1,14.4]]", ", row 1, value 3: 'market' is no number: these are trades*")]
    public void ReadTable_TextThatIsNoCandles_NamesTheFileTheRowAndTheRemedy(string text, string message, string? code = null)
    {
        var path = _folder.Write("a.csv", text);
        var read = () => CandleFile.ReadTable(path);

        var failure = read.Should().Throw<CandleSourceException>().WithMessage(path + message).Which;
        failure.Error.Should().Be(CandleSourceError.BadData);
        failure.Code.Should().Be(code);
    }

    [Fact]
    public void Inspect_NaNInARow_IsAFindingAtThatRow()
    {
        var path = _folder.Write("a.csv", Header + "1748779200000,1,2,1,2,5\n1748779500000,1,nan,1,2,5\n1748779800000,1,2,1,2,5\n");

        CandleFile.Inspect(path).Findings.Select(finding => (finding.Row, finding.KindName)).Should().Equal((3, "impossible"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadTable_TextInUtf16_IsRefusedByName(bool isBigEndian)
    {
        var encoding = new System.Text.UnicodeEncoding(isBigEndian, byteOrderMark: true);
        var path = _folder.Write("a.csv", [.. encoding.GetPreamble(), .. encoding.GetBytes(Header + "1748779200000,1,2,1,2,5\n")]);
        var read = () => CandleFile.ReadTable(path);

        read.Should().Throw<CandleSourceException>().WithMessage($"{path} is UTF-16; save it as UTF-8");
        var inspect = () => CandleFile.Inspect(path);
        inspect.Should().Throw<CandleSourceException>().WithMessage($"{path} is UTF-16; save it as UTF-8");
    }

    [Fact]
    public void ReadTable_EndlessLineWithoutALineEnd_IsRefused()
    {
        var path = _folder.Write("a.csv", Header + new string('1', 1_000_000));
        var read = () => CandleFile.ReadTable(path);

        read.Should().Throw<CandleSourceException>().WithMessage("*row 2 is longer than 4096 bytes*");
    }

    [Fact]
    public void ReadTable_ControlCharactersInANameOrAValue_DoNotReachTheMessage()
    {
        foreach (var text in new[] { Header + "1748779200000,\u001b[31m,2,1,2,5\n", "da\u001b[31mte,open,high,low,close\n", Header + "\u001b[31m,1,2,1,2,5\n", "[[1748779200000,\"\u001b[31mx\",2,1,2,5]]" })
        {
            var path = _folder.Write("a.csv", text);
            var read = () => CandleFile.ReadTable(path);

            read.Should().Throw<CandleSourceException>().Which.Message.Should().NotContain("\u001b");
        }
    }

    public void Dispose() => _folder.Dispose();
}
