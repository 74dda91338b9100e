using System.Text;

namespace AgentBridge.Market;

/// <summary>Where Freqtrade looks for a pair's candles in its data folder (<c>user_data/data/binance</c>).</summary>
public static class FreqtradeDataFile
{
    /// <summary>The folder of perpetual and dated contracts, below the data folder.</summary>
    public const string FuturesFolder = "futures";

    /// <summary>The path of a pair's candle file, relative to the data folder: <c>BTC_USDT-5m.feather</c>, <c>futures/BTC_USDT_USDT-5m-futures.feather</c>.</summary>
    /// <param name="pair">The pair; a settlement currency (<c>BTC/USDT:USDT</c>) makes it a contract.</param>
    /// <param name="timeframe">The length of a candle, as Freqtrade spells it.</param>
    /// <param name="format">The format; Freqtrade reads all but CSV.</param>
    public static string PathOf(string pair, Timeframe timeframe, CandleFileFormat format) => PathOf(pair, timeframe, format, CandlePriceType.Trades);

    /// <summary>As <see cref="PathOf(string, Timeframe, CandleFileFormat)"/>, also of other prices than those of trades: <c>futures/BTC_USDT_USDT-8h-mark.feather</c>.</summary>
    /// <param name="pair">The pair; a settlement currency (<c>BTC/USDT:USDT</c>) makes it a contract.</param>
    /// <param name="timeframe">The length of a candle, as Freqtrade spells it.</param>
    /// <param name="format">The format; Freqtrade reads all but CSV.</param>
    /// <param name="priceType">What the prices are; all but those of trades are in the folder of contracts.</param>
    public static string PathOf(string pair, Timeframe timeframe, CandleFileFormat format, CandlePriceType priceType)
    {
        ArgumentException.ThrowIfNullOrEmpty(pair);
        var name = new StringBuilder(pair);
        foreach (var character in "/ .@$+:")
        {
            name.Replace(character, '_');
        }

        var end = CandleFileFormats.WordOf(format);
        var type = FreqtradeFileName.WordOf(priceType) ?? (pair.Contains(':', StringComparison.Ordinal) ? "futures" : null);
        return type is null ? $"{name}-{timeframe}.{end}" : Path.Combine(FuturesFolder, $"{name}-{timeframe}-{type}.{end}");
    }
}
