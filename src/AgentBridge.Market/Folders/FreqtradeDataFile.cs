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
    public static string PathOf(string pair, Timeframe timeframe, CandleFileFormat format)
    {
        ArgumentException.ThrowIfNullOrEmpty(pair);
        var name = new StringBuilder(pair);
        foreach (var character in "/ .@$+:")
        {
            name.Replace(character, '_');
        }

        var end = CandleFileFormats.WordOf(format);
        return pair.Contains(':', StringComparison.Ordinal)
            ? Path.Combine(FuturesFolder, $"{name}-{timeframe}-futures.{end}")
            : $"{name}-{timeframe}.{end}";
    }
}
