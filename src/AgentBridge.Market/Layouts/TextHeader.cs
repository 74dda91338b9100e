namespace AgentBridge.Market;

/// <summary>What the columns of a header mean, by the names that exchanges, sites and libraries give them.</summary>
internal static class TextHeader
{
    // The first name that occurs wins: a number leaves less doubt than a text.
    private static readonly string[] Times = ["unix", "unix_timestamp", "unix_time", "timestamp", "timestamp_ms", "open_time", "opentime", "open_timestamp", "time", "start", "ts", "datetime", "date"];
    private static readonly string[] Volumes = ["volume", "vol", "base_volume", "volume_base", "base_asset_volume"];
    private static readonly string[] Symbols = ["symbol", "pair", "product_id", "ticker"];
    private static readonly string[] OpenInterest = ["open_interest", "open_interest_amount", "open_interest_value"];
    private static readonly string[] TradeColumns = ["price", "qty", "size", "amount", "quantity", "side", "trade_id", "is_buyer_maker", "buyer_is_maker"];

    /// <summary>The table of a header; <see langword="null"/> if it does not name a time, open, high, low and close, each once.</summary>
    /// <param name="names">The header's fields.</param>
    /// <param name="separator">Their separator.</param>
    /// <param name="skippedLines">Lines up to and with the header.</param>
    /// <param name="firstRow">The first row's fields, where there is one.</param>
    public static TextTable? Read(string[] names, byte separator, int skippedLines, string[]? firstRow)
    {
        var words = Array.ConvertAll(names, Normalise);
        var time = FirstOf(words, Times);
        var (open, high, low, close) = (Only(words, "open"), Only(words, "high"), Only(words, "low"), Only(words, "close"));
        if (time >= 0 && open < 0 && Array.IndexOf(words, "funding_rate") is >= 0 and var rate)
        {
            // Freqtrade's funding rates since 2026: the rate under its own name.
            return new TextTable { Layout = CandleLayout.Table, Separator = separator, SkippedLines = skippedLines, Names = names, Time = time, Open = rate, High = -1, Low = -1, Close = -1, Volume = -1 };
        }

        if (time < 0 || open < 0 || high < 0 || low < 0 || close < 0)
        {
            return null;
        }

        var symbol = FirstOf(words, Symbols);
        var firstSymbol = symbol >= 0 && symbol < firstRow?.Length ? VisibleText.Shortened(firstRow[symbol], 40) : null;
        var layout = LayoutOf(words, symbol, skippedLines);
        return new TextTable
        {
            Layout = layout,
            Separator = separator,
            SkippedLines = skippedLines,
            Names = names,
            Time = time,
            Open = open,
            High = high,
            Low = low,
            Close = close,
            Volume = VolumeOf(words, layout, firstSymbol),
            FirstSymbol = firstSymbol,
        };
    }

    /// <summary>Whether the header is that of trades or ticks.</summary>
    public static bool IsOfTrades(string[] names)
    {
        var words = Array.ConvertAll(names, Normalise);
        return words.Contains("price", StringComparer.Ordinal) && words.Count(word => TradeColumns.Contains(word, StringComparer.Ordinal)) > 1;
    }

    /// <summary>Whether the header is that of open interest.</summary>
    public static bool IsOfOpenInterest(string[] names) => Array.Exists(names, name => OpenInterest.Contains(Normalise(name), StringComparer.Ordinal));

    /// <summary>The columns that a candle file needs and this header lacks.</summary>
    public static IEnumerable<string> Missing(string[] names)
    {
        var words = Array.ConvertAll(names, Normalise);
        if (FirstOf(words, Times) < 0)
        {
            yield return "timestamp";
        }

        foreach (var price in (string[])["open", "high", "low", "close"])
        {
            if (Only(words, price) < 0)
            {
                yield return price;
            }
        }
    }

    private static CandleLayout LayoutOf(string[] words, int symbol, int skippedLines) => words switch
    {
        _ when skippedLines > 1 || (symbol >= 0 && words.Any(IsVolumeOfACoin)) => CandleLayout.CryptoDataDownload,
        _ when words.Contains("open_time", StringComparer.Ordinal) && words.Contains("close_time", StringComparer.Ordinal) => CandleLayout.Binance,
        ["time", "low", "high", "open", "close", ..] => CandleLayout.Coinbase,
        ["time", "open", "high", "low", "close", ..] => CandleLayout.TradingView,
        _ => CandleLayout.Table,
    };

    /// <summary>The base currency's volume: CryptoDataDownload has one column a currency, the base one first.</summary>
    private static int VolumeOf(string[] words, CandleLayout layout, string? symbol)
    {
        var plain = FirstOf(words, Volumes);
        if (plain >= 0 || layout != CandleLayout.CryptoDataDownload)
        {
            return plain;
        }

        var ofBase = Array.FindIndex(words, word => IsVolumeOfACoin(word) && symbol?.StartsWith(word["volume_".Length..], StringComparison.OrdinalIgnoreCase) == true);
        return ofBase >= 0 ? ofBase : Array.FindIndex(words, IsVolumeOfACoin);
    }

    private static bool IsVolumeOfACoin(string word) => word.StartsWith("volume_", StringComparison.Ordinal);

    private static int FirstOf(string[] words, string[] wanted)
    {
        foreach (var word in wanted)
        {
            var at = Array.IndexOf(words, word);
            if (at >= 0)
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>Where a price is; −1 also where two columns have its name.</summary>
    private static int Only(string[] words, string price)
    {
        var names = Array.FindAll(words, word => string.Equals(word, price, StringComparison.Ordinal) || string.Equals(word, price + "_price", StringComparison.Ordinal));
        return names.Length == 1 ? Array.IndexOf(words, names[0]) : -1;
    }

    private static string Normalise(string name) => name.Trim().ToLowerInvariant().Replace(' ', '_').Replace('-', '_').Replace('.', '_');
}
