using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Layouts;

public sealed class CandleFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public CandleFolderTests()
    {
        Directory.CreateDirectory(_folder.PathOf("futures"));
        foreach (var name in new[]
        {
            "BTC_USDT-5m.feather", "BTC_USDT-1h.feather", "ETH_USDT-5m.json", "ETH_USDT-5m.feather", "1000SATS_USDT-5m.parquet", "XRP_USDT-1M.feather", "BTC_USDT-trades.feather", "notes.txt",
            "futures/BTC_USDT_USDT-5m-futures.feather", "futures/BTC_USDT_USDT-8h-mark.feather", "futures/BTC_USDT_USDT-8h-funding_rate.feather", "futures/SOL_USDT_USDT-8h-mark.feather",
        })
        {
            _folder.Write(name, "not read");
        }
    }

    [Fact]
    public void List_FolderOfFreqtrade_HasEveryCandleFileByPair() =>
        CandleFolder.List(_folder.Root).Select(file => (Path.GetRelativePath(_folder.Root, file.Path), file.Name.Pair, file.Name.Timeframe.ToString(), file.Name.PriceType)).Should().Equal(
            ("1000SATS_USDT-5m.parquet", "1000SATS/USDT", "5m", CandlePriceType.Trades),
            ("BTC_USDT-5m.feather", "BTC/USDT", "5m", CandlePriceType.Trades),
            ("BTC_USDT-1h.feather", "BTC/USDT", "1h", CandlePriceType.Trades),
            ("futures/BTC_USDT_USDT-5m-futures.feather", "BTC/USDT:USDT", "5m", CandlePriceType.Trades),
            ("futures/BTC_USDT_USDT-8h-funding_rate.feather", "BTC/USDT:USDT", "8h", CandlePriceType.FundingRate),
            ("futures/BTC_USDT_USDT-8h-mark.feather", "BTC/USDT:USDT", "8h", CandlePriceType.Mark),
            ("ETH_USDT-5m.feather", "ETH/USDT", "5m", CandlePriceType.Trades),
            ("ETH_USDT-5m.json", "ETH/USDT", "5m", CandlePriceType.Trades),
            ("futures/SOL_USDT_USDT-8h-mark.feather", "SOL/USDT:USDT", "8h", CandlePriceType.Mark),
            ("XRP_USDT-1M.feather", "XRP/USDT", "(unset)", CandlePriceType.Trades));

    [Theory]
    [InlineData("1000SATS/USDT", null, "1000SATS_USDT-5m.parquet")]
    [InlineData("BTC/USDT", "5m", "BTC_USDT-5m.feather")]
    [InlineData("BTC/USDT", "1h", "BTC_USDT-1h.feather")]
    [InlineData("BTC/USDT:USDT", null, "futures/BTC_USDT_USDT-5m-futures.feather")]
    public void Find_PairWithOneFittingFile_IsThatFile(string pair, string? timeframe, string file) =>
        CandleFolder.Find(_folder.Root, pair, timeframe is null ? default : Timeframe.Parse(timeframe)).Path.Should().Be(_folder.PathOf(file));

    [Theory]
    [InlineData("DOGE/USDT", null, "has no candles of DOGE/USDT; it has those of 1000SATS/USDT, BTC/USDT, BTC/USDT:USDT, ETH/USDT, XRP/USDT", null)]
    [InlineData("SOL/USDT:USDT", null, "has no candles of SOL/USDT:USDT; it has those of *", null)]
    [InlineData("BTC/USDT", "15m", "has no 15m candles of BTC/USDT; it has BTC_USDT-5m.feather, BTC_USDT-1h.feather", null)]
    [InlineData("BTC/USDT", null, "has candles of BTC/USDT in several timeframes (BTC_USDT-5m.feather, BTC_USDT-1h.feather); choose one", CandleCodes.TimeframeOpen)]
    [InlineData("ETH/USDT", "5m", "has candles of ETH/USDT in several formats (ETH_USDT-5m.feather, ETH_USDT-5m.json); name the file", CandleCodes.FileOpen)]
    public void Find_NoneOrMoreThanOne_ListsWhatThereIs(string pair, string? timeframe, string message, string? code)
    {
        var find = () => CandleFolder.Find(_folder.Root, pair, timeframe is null ? default : Timeframe.Parse(timeframe));

        find.Should().Throw<CandleSourceException>().WithMessage($"{_folder.Root} {message}").Which.Code.Should().Be(code);
    }

    [Fact]
    public void Pairs_FolderAboveOrWithoutCandles_SaysWhatIsBelow()
    {
        Directory.CreateDirectory(_folder.PathOf("data/binance"));
        _folder.Write("data/binance/BTC_USDT-5m.feather", "not read");
        var above = () => CandleFolder.Pairs(_folder.PathOf("data"));
        var missing = () => CandleFolder.Pairs(_folder.PathOf("none"));

        CandleFolder.Pairs(_folder.Root).Should().Equal("1000SATS/USDT", "BTC/USDT", "BTC/USDT:USDT", "ETH/USDT", "XRP/USDT");
        above.Should().Throw<CandleSourceException>().WithMessage("*data is a folder without a candle file named as Freqtrade names them, such as BTC_USDT-5m.feather; below it: binance");
        missing.Should().Throw<CandleSourceException>().WithMessage("*none does not exist; check the path").Which.Error.Should().Be(CandleSourceError.NotFound);
    }

    public void Dispose() => _folder.Dispose();
}
