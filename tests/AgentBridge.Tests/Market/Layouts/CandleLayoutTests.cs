using AgentBridge.Market;
using AgentBridge.Tests.Support;
using FsCheck.Fluent;

namespace AgentBridge.Tests.Market.Layouts;

/// <summary>Every text layout: recognised by its content, read to the same candles, and what was settled is named.</summary>
public sealed class CandleLayoutTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<CandleLayout, CandleTimeUnit> Layouts { get; } = new()
    {
        { CandleLayout.Csv, CandleTimeUnit.Milliseconds },
        { CandleLayout.Table, CandleTimeUnit.Seconds },
        { CandleLayout.Table, CandleTimeUnit.Milliseconds },
        { CandleLayout.Table, CandleTimeUnit.Microseconds },
        { CandleLayout.Table, CandleTimeUnit.Nanoseconds },
        { CandleLayout.Table, CandleTimeUnit.Iso },
        { CandleLayout.Table, CandleTimeUnit.IsoUtc },
        { CandleLayout.Binance, CandleTimeUnit.Milliseconds },
        { CandleLayout.Binance, CandleTimeUnit.Microseconds },
        { CandleLayout.Kraken, CandleTimeUnit.Seconds },
        { CandleLayout.Coinbase, CandleTimeUnit.Seconds },
        { CandleLayout.Coinbase, CandleTimeUnit.Iso },
        { CandleLayout.CryptoDataDownload, CandleTimeUnit.Seconds },
        { CandleLayout.CryptoDataDownload, CandleTimeUnit.Milliseconds },
        { CandleLayout.TradingView, CandleTimeUnit.Seconds },
        { CandleLayout.TradingView, CandleTimeUnit.Iso },
        { CandleLayout.Json, CandleTimeUnit.Milliseconds },
    };

    [Theory]
    [InlineData(
        "BTCUSDT-5m-2025-06.csv",
        "1748779200000000,104000.1,104050.5,103990,104020.25,12.5,1748779499999999,1300000.5,950,6.1,634000.1,0\n1748779500000000,104020.25,104060,104010,104055,3,1748779799999999,312000,100,1,104000,0\n",
        CandleLayout.Binance,
        CandleTimeUnit.Microseconds,
        1)]
    [InlineData(
        "BTCUSDT-5m-2025-06.csv",
        "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n1748779200000,104000.1,104050.5,103990,104020.25,12.5,1748779499999,1300000.5,950,6.1,634000.1,0\n1748779500000,104020.25,104060,104010,104055,3,1748779799999,312000,100,1,104000,0\n",
        CandleLayout.Binance,
        CandleTimeUnit.Milliseconds,
        2)]
    [InlineData("XBTUSDT_5.csv", "1748779200,104000.1,104050.5,103990,104020.25,12.5,41\n1748779500,104020.25,104060,104010,104055,3,9\n", CandleLayout.Kraken, CandleTimeUnit.Seconds, 1)]
    [InlineData("coinbase.csv", "time,low,high,open,close,volume\n1748779200,103990,104050.5,104000.1,104020.25,12.5\n1748779500,104010,104060,104020.25,104055,3\n", CandleLayout.Coinbase, CandleTimeUnit.Seconds, 2)]
    [InlineData("coinbase.csv", "time,low,high,open,close,volume\n2025-06-01T12:05:00Z,104010,104060,104020.25,104055,3\n2025-06-01T12:00:00Z,103990,104050.5,104000.1,104020.25,12.5\n", CandleLayout.Coinbase, CandleTimeUnit.Iso, 3)]
    [InlineData("coinbase.json", "{\"candles\":[{\"start\":\"1748779500\",\"low\":\"104010\",\"high\":\"104060\",\"open\":\"104020.25\",\"close\":\"104055\",\"volume\":\"3\"},{\"start\":\"1748779200\",\"low\":\"103990\",\"high\":\"104050.5\",\"open\":\"104000.1\",\"close\":\"104020.25\",\"volume\":\"12.5\"}]}", CandleLayout.Coinbase, CandleTimeUnit.Seconds, 2)]
    [InlineData("coinbase.json", "[[1748779500,104010,104060,104020.25,104055,3],[1748779200,103990,104050.5,104000.1,104020.25,12.5]]", CandleLayout.Coinbase, CandleTimeUnit.Seconds, 2)]
    [InlineData(
        "Binance_BTCUSDT_5m.csv",
        "https://www.CryptoDataDownload.com\nUnix,Date,Symbol,Open,High,Low,Close,Volume BTC,Volume USDT,tradecount\n1748779500000,2025-06-01 12:05:00,BTCUSDT,104020.25,104060,104010,104055,3,312000,100\n1748779200000,2025-06-01 12:00:00,BTCUSDT,104000.1,104050.5,103990,104020.25,12.5,1300000.5,950\n",
        CandleLayout.CryptoDataDownload,
        CandleTimeUnit.Milliseconds,
        4)]
    [InlineData(
        "Bitstamp_BTCUSD_5m.csv",
        "https://www.CryptoDataDownload.com\r\nunix,date,symbol,open,high,low,close,Volume USD,Volume BTC\r\n1748779500,2025-06-01 12:05:00,BTC/USD,104020.25,104060,104010,104055,312000,3\r\n1748779200,2025-06-01 12:00:00,BTC/USD,104000.1,104050.5,103990,104020.25,1300000.5,12.5\r\n",
        CandleLayout.CryptoDataDownload,
        CandleTimeUnit.Seconds,
        4)]
    [InlineData("BINANCE_BTCUSDT, 5.csv", "time,open,high,low,close,Volume\n1748779200,104000.1,104050.5,103990,104020.25,12.5\n1748779500,104020.25,104060,104010,104055,3\n", CandleLayout.TradingView, CandleTimeUnit.Seconds, 2)]
    [InlineData("BINANCE_BTCUSDT, 5.csv", "time,open,high,low,close,\"EMA 20, close\",Volume,Volume MA\n2025-06-01T14:00:00+02:00,104000.1,104050.5,103990,104020.25,1,12.5,\n2025-06-01T14:05:00+02:00,104020.25,104060,104010,104055,1,3,\n", CandleLayout.TradingView, CandleTimeUnit.Iso, 2)]
    [InlineData("BTC_USDT-5m.json", "[[1748779200000,104000.1,104050.5,103990.0,104020.25,12.5],[1748779500000,104020.25,104060.0,104010.0,104055.0,3.0]]", CandleLayout.Json, CandleTimeUnit.Milliseconds, 1)]
    [InlineData("klines.json", "[[1748779200000,\"104000.1\",\"104050.5\",\"103990\",\"104020.25\",\"12.5\",1748779499999,\"1\",1,\"1\",\"1\",\"0\"],\n [1748779500000,\"104020.25\",\"104060\",\"104010\",\"104055\",\"3\",1748779799999,\"1\",1,\"1\",\"1\",\"0\"]]", CandleLayout.Binance, CandleTimeUnit.Milliseconds, 1)]
    [InlineData("quoted.csv", "\"date\";\"open\";\"high\";\"low\";\"close\";\"volume\"\n\"2025-06-01 12:00:00+00:00\";\"104000.1\";\"104050.5\";\"103990\";\"104020.25\";\"12.5\"\n\"2025-06-01 12:05:00+00:00\";\"104020.25\";\"104060\";\"104010\";\"104055\";\"3\"\n", CandleLayout.Table, CandleTimeUnit.Iso, 2)]
    [InlineData("blanks.csv", "\uFEFFTimestamp, Open, High, Low, Close, Volume, Trades\r\n1748779200.0, 104000.1, 104050.5, 103990, 104020.25, 12.5, 4\r\n1748779500.0, 104020.25, 104060, 104010, 104055, 3, 4\r\n\r\n", CandleLayout.Table, CandleTimeUnit.Seconds, 2)]
    [InlineData("tabs.csv", "date\tclose\topen\tlow\thigh\tvolume\n1748779200000\t104020.25\t104000.1\t103990\t104050.5\t12.5\n1748779500000\t104055\t104020.25\t104010\t104060\t3\n", CandleLayout.Table, CandleTimeUnit.Milliseconds, 2)]
    public void ReadTable_FileAsTheSourceWritesIt_IsRecognisedByItsContent(string name, string text, CandleLayout layout, CandleTimeUnit unit, int firstRow)
    {
        var path = _folder.Write(name, text);

        var table = CandleFile.ReadTable(path);

        table.Info.Layout.Should().Be(layout);
        table.Info.TimeUnit.Should().Be(unit);
        table.Info.HasVolume.Should().BeTrue();
        table.FirstRow.Should().Be(firstRow);
        Enumerable.Range(0, table.Rows.Count).Select(table.Rows.At).Should().Equal(
            new Candle(1_748_779_200_000, 104_000.1, 104_050.5, 103_990, 104_020.25, 12.5),
            new Candle(1_748_779_500_000, 104_020.25, 104_060, 104_010, 104_055, 3));
        table.Info.IsDescending.Should().Be(table.RowStep == -1);
        table.Info.Notices.Any(notice => notice.Contains("turned around", StringComparison.Ordinal)).Should().Be(table.Info.IsDescending);
        table.Info.Notices.Any(notice => notice.Contains(unit.ToString().ToLowerInvariant(), StringComparison.Ordinal)).Should().Be(unit is CandleTimeUnit.Seconds or CandleTimeUnit.Microseconds);
        if (layout != CandleLayout.Coinbase || name.EndsWith(".csv", StringComparison.Ordinal))
        {
            // Only the values of all rows show Coinbase's JSON.
            CandleFile.Detect(path).Layout.Should().Be(layout == CandleLayout.Binance && name.EndsWith(".json", StringComparison.Ordinal) ? CandleLayout.Json : layout);
        }
    }

    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [MemberData(nameof(Layouts))]
    public void ReadTable_AnyCandlesInAnyLayout_AreTheSameToTheBit(CandleLayout layout, CandleTimeUnit unit)
    {
        var price = Gen.Choose(1, int.MaxValue).SelectMany(digits => Gen.Choose(0, 9).Select(places => digits / Math.Pow(10, places)));
        var candle = Gen.Choose(0, 1_000_000).SelectMany(at => price.Two().Select(pair => (At: at, Low: Math.Min(pair.Item1, pair.Item2), High: Math.Max(pair.Item1, pair.Item2))));
        Property.Holds(candle.NonEmptyListOf(), 60, drawn =>
        {
            var candles = drawn.DistinctBy(one => one.At).OrderBy(one => one.At)
                .Select(one => new Candle(SomeCandles.Start + (one.At * SomeCandles.Step), one.Low + ((one.High - one.Low) / 3), one.High, one.Low, one.High - ((one.High - one.Low) / 7), one.Low / 3)).ToList();
            var options = new CandleFileOptions { TimeUnit = unit == CandleTimeUnit.IsoUtc ? unit : CandleTimeUnit.Unspecified };
            foreach (var lineEnd in layout == CandleLayout.Json ? ["\n"] : new[] { "\n", "\r\n" })
            {
                var path = _folder.Write("any.txt", LayoutFiles.Text(layout, unit, candles, lineEnd));
                LayoutFiles.Candles(path, options).Should().Equal(candles);
            }

            if (layout != CandleLayout.Csv)
            {
                var path = _folder.Write("reversed.gz", LayoutFiles.Gzip(LayoutFiles.Bytes("\uFEFF" + LayoutFiles.Text(layout, unit, Enumerable.Reverse(candles)))));
                LayoutFiles.Candles(path, options).Should().Equal(candles);
            }
        });
    }

    [Fact]
    public void Read_DescendingFile_NamesItsOwnRows()
    {
        var candles = SomeCandles.Run(6).Select((candle, i) => i == 1 ? candle with { High = 1 } : candle).Where((_, i) => i != 3);
        var path = _folder.Write("a.csv", LayoutFiles.Text(CandleLayout.CryptoDataDownload, CandleTimeUnit.Milliseconds, candles.Reverse()));

        var report = CandleFile.Inspect(path);

        // Lines 3 to 7 are the candles 5, 4, 2, 1, 0.
        report.Findings.Select(finding => (finding.Row, finding.KindName)).Should().Equal((4, "gap"), (6, "impossible"));
        var read = () => CandleFile.Read(path, "BTC/USDT", default);
        read.Should().Throw<CandleSourceException>().WithMessage($"{path}, row 6: impossible: high 1 is below low 100*");
    }

    [Fact]
    public void Inspect_RunningLastCandle_IsAFindingAtItsOwnRow()
    {
        var path = _folder.Write("a.csv", LayoutFiles.Text(CandleLayout.CryptoDataDownload, CandleTimeUnit.Milliseconds, SomeCandles.Run(4).Reverse()));

        var report = CandleFile.Inspect(path, default, SomeCandles.Start + (3 * SomeCandles.Step) + 1);

        report.Running.Should().Be(1);
        report.Findings.Single().Row.Should().Be(3, "the newest candle is the first row of such a file");
    }

    [Theory]
    [InlineData("time,open,high,low,close\n1748779200,1,2,1,2\n1748779500,2,2,1,2\n")]
    [InlineData("timestamp,open,high,low,close,volume\n1748779200000,1,2,1,2,\n1748779500000,2,2,1,2,\n")]
    [InlineData("[[1748779200000,1,2,1,2,null],[1748779500000,2,2,1,2,null]]")]
    public void Read_FileWithoutVolumes_HasVolumesOf0AndSaysSo(string text)
    {
        var path = _folder.Write("a.csv", text);

        var (series, report) = CandleFile.Read(path, "BTC/USDT", SomeCandles.FiveMinutes);

        series.Volumes.ToArray().Should().Equal(0, 0);
        report.Notices.Should().Contain($"{path}: has no volumes; the volume of every candle is 0, so nothing that looks at volumes can be trusted");
        CandleFile.ReadTable(path).Info.HasVolume.Should().BeFalse();
    }

    [Fact]
    public void ReadTable_CryptoDataDownloadThatChangesItsUnit_IsReadAndTheRowNamed()
    {
        var path = _folder.Write(
            "Gemini_BTCUSD_5m.csv",
            "https://www.CryptoDataDownload.com\nunix,date,symbol,open,high,low,close,Volume BTC,Volume USD\n1748779500000,d,BTC/USD,1,1,1,1,5,1\n1748779200,d,BTC/USD,1,1,1,1,6,1\n1748778900,d,BTC/USD,1,1,1,1,7,1\n");

        var table = CandleFile.ReadTable(path);

        Enumerable.Range(0, 3).Select(i => (table.Rows.At(i).OpenTimeMs, table.Rows.At(i).Volume)).Should().Equal((1_748_778_900_000, 7), (1_748_779_200_000, 6), (1_748_779_500_000, 5));
        table.Info.Notices.Should().Contain($"{path}: from row 4 on the times are in seconds, before in milliseconds");
        table.Info.Symbol.Should().Be("BTC/USD");
    }

    [Theory]
    [InlineData(CandleTimeUnit.Seconds, "1000000", 1_000_000_000L)]
    [InlineData(CandleTimeUnit.Milliseconds, "300000", 300_000L)]
    [InlineData(CandleTimeUnit.Microseconds, "300000000", 300_000L)]
    [InlineData(CandleTimeUnit.Nanoseconds, "300000000000", 300_000L)]
    [InlineData(CandleTimeUnit.Seconds, "2025-06-01T12:00:00Z", null)]
    [InlineData(CandleTimeUnit.IsoUtc, "2025-06-01", 1_748_736_000_000)]
    public void ReadTable_UnitThatTheCallerStates_IsUsed(CandleTimeUnit unit, string time, long? milliseconds)
    {
        var path = _folder.Write("a.csv", $"date,open,high,low,close,volume\n{time},1,1,1,1,1\n");
        var read = () => CandleFile.ReadTable(path, new CandleFileOptions { TimeUnit = unit });

        if (milliseconds is { } expected)
        {
            read().Rows.At(0).OpenTimeMs.Should().Be(expected);
            return;
        }

        read.Should().Throw<CandleSourceException>().WithMessage("*row 2, column date: '2025-06-01T12:00:00Z' is not a number of seconds*");
    }

    [Theory]
    [InlineData("a.csv", "timestamp,open,high,low,close,volume\n0,0.0001,,,,\n28800004,-0.0002,,,,\n")]
    [InlineData("a.csv", "date,funding_rate\n0,0.0001\n28800004,-0.0002\n")]
    [InlineData("a.json", "[[0,0.0001],[28800004,-0.0002]]")]
    [InlineData("ETH_USDT_USDT-8h-funding_rate.json", "[[0,0.0001,0.0,0.0,0.0,0.0],[28800004,-0.0002,0.0,0.0,0.0,0.0]]")]
    public void Read_FundingRates_AreRefusedByTheirContentAndStillShown(string name, string text)
    {
        var path = _folder.Write(name, text);
        var options = new CandleFileOptions { TimeUnit = CandleTimeUnit.Milliseconds };
        var read = () => CandleFile.Read(path, "ETH/USDT:USDT", default, options);
        var inspect = () => CandleFile.Inspect(path, default, null, options);

        read.Should().Throw<CandleSourceException>().WithMessage($"{path} holds funding rates (in open; the other columns are empty), not candles*").Which.Code.Should().Be(CandleCodes.NotTrades);
        inspect.Should().Throw<CandleSourceException>().Which.Code.Should().Be(CandleCodes.NotTrades);
        var table = CandleFile.ReadTable(path, options);
        table.Info.PriceType.Should().Be(CandlePriceType.FundingRate);
        table.Rows.At(1).OpenTimeMs.Should().Be(28_800_004);
        table.Rows.At(1).Open.Should().Be(-0.0002);
    }

    [Theory]
    [InlineData("ETH_USDT_USDT-8h-mark.csv", "mark prices")]
    [InlineData("ETH_USDT_USDT-8h-index.csv.gz", "index prices")]
    [InlineData("ETH_USDT_USDT-1h-premiumIndex.csv", "premium index")]
    public void Read_PricesAtWhichNobodyTraded_AreRefusedByTheirNameAndInspected(string name, string what)
    {
        var text = LayoutFiles.Bytes(LayoutFiles.Text(CandleLayout.Csv, CandleTimeUnit.Milliseconds, SomeCandles.Run(3)));
        var path = _folder.Write(name, name.EndsWith(".gz", StringComparison.Ordinal) ? LayoutFiles.Gzip(text) : text);
        var read = () => CandleFile.Read(path, "ETH/USDT:USDT", default);

        read.Should().Throw<CandleSourceException>().WithMessage($"{path} holds *{what}, not the prices of trades; name the pair's own candles");
        CandleFile.Read(path, "ETH/USDT:USDT", default, new CandleFileOptions { RequireTrades = false }).Series.Count.Should().Be(3);
        CandleFile.Inspect(path).IsClean.Should().BeTrue();
    }

    public void Dispose() => _folder.Dispose();
}
