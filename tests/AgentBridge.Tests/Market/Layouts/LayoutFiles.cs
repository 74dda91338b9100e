using System.Globalization;
using System.IO.Compression;
using System.Text;
using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Market.Layouts;

/// <summary>Files of every layout: those that pandas wrote, and texts of the same candles.</summary>
internal static class LayoutFiles
{
    /// <summary>The candles of every file in Golden/layouts that holds candles.</summary>
    public static string Csv => Golden("candles.csv");

    /// <summary>A file that make_layouts.py wrote with pandas and pyarrow.</summary>
    public static string Golden(string name) => Repository.PathOf("tests", "AgentBridge.Tests", "Market", "Golden", "layouts", name);

    public static List<Candle> Candles(string path, CandleFileOptions? options = null)
    {
        var rows = CandleFile.ReadTable(path, options).Rows;
        return [.. Enumerable.Range(0, rows.Count).Select(rows.At)];
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest))
        {
            stream.Write(bytes);
        }

        return packed.ToArray();
    }

    public static byte[] Zip(params (string Name, byte[] Bytes)[] files)
    {
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create))
        {
            foreach (var (name, bytes) in files)
            {
                using var entry = archive.CreateEntry(name, CompressionLevel.Fastest).Open();
                entry.Write(bytes);
            }
        }

        return packed.ToArray();
    }

    /// <summary>The text of candles in a layout.</summary>
    public static string Text(CandleLayout layout, CandleTimeUnit unit, IEnumerable<Candle> candles, string lineEnd = "\n")
    {
        var lines = candles.Select(candle => layout switch
        {
            CandleLayout.Csv => Join(candle.OpenTimeMs, candle.Open, candle.High, candle.Low, candle.Close, candle.Volume),
            CandleLayout.Table => Join($"\"{Time(candle, unit)}\"", candle.Close, candle.Open, candle.High, candle.Low, "x", candle.Volume),
            CandleLayout.Binance => Join(Time(candle, unit), candle.Open, candle.High, candle.Low, candle.Close, candle.Volume, Time(candle with { OpenTimeMs = candle.OpenTimeMs + 299_999 }, unit), 1.5, 3, 0.5, 0.25, 0),
            CandleLayout.Kraken => Join(Time(candle, unit), candle.Open, candle.High, candle.Low, candle.Close, candle.Volume, 7),
            CandleLayout.Coinbase => Join(Time(candle, unit), candle.Low, candle.High, candle.Open, candle.Close, candle.Volume),
            CandleLayout.CryptoDataDownload => Join(Time(candle, unit), candle.OpenTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), "BTC/USDT", candle.Open, candle.High, candle.Low, candle.Close, candle.Volume, 9.75, 12),
            CandleLayout.TradingView => Join(Time(candle, unit), candle.Open, candle.High, candle.Low, candle.Close, 3.25, candle.Volume, string.Empty),
            CandleLayout.Json => $"[{Join(Time(candle, unit), candle.Open, candle.High, candle.Low, candle.Close, candle.Volume)}]",
            _ => throw new ArgumentOutOfRangeException(nameof(layout)),
        });
        var (before, separator, after) = layout switch
        {
            CandleLayout.Csv => ("timestamp,open,high,low,close,volume\n", "\n", "\n"),
            CandleLayout.Table => ("datetime,close,open,high,low,comment,volume\n", "\n", "\n"),
            CandleLayout.Coinbase => ("time,low,high,open,close,volume\n", "\n", "\n"),
            CandleLayout.CryptoDataDownload => ("https://www.CryptoDataDownload.com\nUnix,Date,Symbol,Open,High,Low,Close,Volume BTC,Volume USDT,tradecount\n", "\n", "\n"),
            CandleLayout.TradingView => ("time,open,high,low,close,\"EMA 20, close\",Volume,Volume MA\n", "\n", "\n"),
            CandleLayout.Json => ("[", ",", "]"),
            _ => (string.Empty, "\n", "\n"),
        };
        return (before + string.Join(separator, lines) + after).Replace("\n", lineEnd, StringComparison.Ordinal);
    }

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static object Time(Candle candle, CandleTimeUnit unit) => unit switch
    {
        CandleTimeUnit.Seconds => candle.OpenTimeMs / 1000,
        CandleTimeUnit.Milliseconds => candle.OpenTimeMs,
        CandleTimeUnit.Microseconds => candle.OpenTimeMs * 1000,
        CandleTimeUnit.Nanoseconds => candle.OpenTimeMs * 1_000_000,
        CandleTimeUnit.Iso => candle.OpenTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        _ => candle.OpenTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
    };

    private static string Join(params object[] values) => string.Join(',', values.Select(value => value is double number ? number.ToString("R", CultureInfo.InvariantCulture) : Convert.ToString(value, CultureInfo.InvariantCulture)));
}
