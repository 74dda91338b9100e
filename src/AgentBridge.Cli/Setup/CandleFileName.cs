using System.Globalization;
using System.Text.RegularExpressions;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>
/// The information in the name of a candle file: the names of Freqtrade (<c>BTC_USDT-5m.csv</c>, <c>BTC_USDT_USDT-5m-futures.csv</c>) and of public
/// dumps and exports (<c>ETHUSDT-1h-2025-06.zip</c>, <c>Binance_ETHUSDT_1h.csv</c>, <c>eth-usdt-1h.csv</c>, Kraken's <c>XBTUSD_60.csv</c>, TradingView's
/// <c>BINANCE_ETHUSDT, 60.csv</c>).
/// </summary>
/// <param name="Pair">The pair; <see langword="null"/> if the name has none.</param>
/// <param name="Timeframe">The timeframe as the name spells it, in Freqtrade's letters; <see langword="null"/> where it has none.</param>
/// <param name="IsFreqtrades">Whether the name is spelled as Freqtrade spells it, which leaves no doubt.</param>
/// <param name="Question">Why the pair is ambiguous; <see langword="null"/> if there is no doubt, or no pair is meant.</param>
internal sealed partial record CandleFileName(string? Pair, string? Timeframe, bool IsFreqtrades, string? Question)
{
    private static readonly string[] Quotes = ["USDT", "USDC", "FDUSD", "TUSD", "BUSD", "USDP", "DAI", "USD", "EUR", "GBP", "TRY", "BRL", "AUD", "JPY", "KRW", "RUB", "UAH", "ZAR", "PLN", "BTC", "ETH", "BNB", "XBT"];

    // Words of other languages end like these less often than like the others.
    private static readonly string[] QuotesOfSmallLetters = ["USDT", "USDC", "FDUSD", "TUSD", "BUSD"];
    private static readonly string[] QuotesThatAreNoWords = [.. QuotesOfSmallLetters, "USD", "EUR", "BTC", "ETH"];

    private static readonly string[] QuotesOfKraken = ["USDT", "USDC", "USD", "EUR", "GBP", "AUD", "CAD", "CHF", "JPY", "DAI", "XBT", "ETH"];

    private static readonly HashSet<string> Exchanges = new(StringComparer.OrdinalIgnoreCase)
    {
        "binance", "binanceus", "bitstamp", "kraken", "coinbase", "bitfinex", "bybit", "okx", "kucoin", "gemini", "huobi", "htx", "gate", "gateio", "mexc", "bitget", "poloniex", "bittrex", "cryptocom",
    };

    private static readonly HashSet<string> Fillers = new(StringComparer.OrdinalIgnoreCase)
    {
        "spot", "candle", "candles", "candlestick", "candlesticks", "kline", "klines", "ohlc", "ohlcv", "data", "dataset", "history", "historical", "price", "prices", "sample", "test", "export", "file", "csv", "cdd",
    };

    /// <summary>Reads a name.</summary>
    /// <param name="path">The file; its folders are ignored.</param>
    public static CandleFileName Read(string path)
    {
        var stem = Extension().Replace(Path.GetFileName(path), string.Empty);
        var words = Word().Matches(stem).Select(match => match.Value).Where(word => !Exchanges.Contains(word)).ToList();
        var at = words.FindIndex(word => CandleLength().IsMatch(word));
        at = at < 0 ? words.FindIndex(Math.Min(1, words.Count), word => TimeframeOf(word) is not null) : at;
        var timeframe = at < 0 ? null : TimeframeOf(words[at]);
        var before = (at < 0 ? words : words.Take(at)).Where(word => !Fillers.Contains(word) && !Year().IsMatch(word)).ToList();
        if (OfFreqtrade(Path.GetFileName(path)) is { } certain)
        {
            return new(certain, timeframe, IsFreqtrades: true, null);
        }

        if (OfMinutes(stem) is { } exported)
        {
            return exported;
        }

        var (pair, question) = before.Count switch
        {
            0 => (null, null),
            1 => OfOne(before[0], timeframe is not null),
            _ => OfSeveral(before, timeframe is not null),
        };
        return new(pair, timeframe, IsFreqtrades: false, question);
    }

    /// <summary>The pair of a market's name inside a file, <c>BTC/USDT</c> or <c>BTCUSDT</c>; <see langword="null"/> if it is none, or may be several.</summary>
    public static string? OfSymbol(string text) =>
        SignalSymbol.IsValid(text) ? text : Splits(text.ToUpperInvariant(), Quotes) is [var only] ? only : null;

    /// <summary>BTC_USDT-5m, BTC_USDT_USDT-5m; but not BINANCE_ETHUSDT-1h.</summary>
    private static string? OfFreqtrade(string name)
    {
        var match = Freqtrade().Match(name);
        var (coin, quote, settle) = (match.Groups["base"].Value, match.Groups["quote"].Value, match.Groups["settle"]);
        if (!match.Success)
        {
            return null;
        }

        // BINANCE_ETHUSDT, ETHUSDT_PERP and BTC_USDT_260327 have its form and mean something else.
        var isQuote = Quotes.Contains(quote, StringComparer.Ordinal);
        var fits = settle.Success
            ? !Exchanges.Contains(coin) && (string.Equals(settle.Value, coin, StringComparison.Ordinal) || Quotes.Contains(settle.Value, StringComparer.Ordinal))
            : isQuote || (!Exchanges.Contains(coin) && Splits(coin, Quotes).Count == 0 && !quote.All(char.IsAsciiDigit));
        if (!fits)
        {
            return null;
        }

        return settle.Success ? $"{coin}/{quote}:{settle.Value}" : $"{coin}/{quote}";
    }

    /// <summary>XBTUSD_60 (Kraken) and "BINANCE_ETHUSDT, 60" (TradingView), which count in minutes; .P is a perpetual.</summary>
    private static CandleFileName? OfMinutes(string stem)
    {
        var match = Minutes().Match(stem);
        var (word, length) = (match.Groups["symbol"].Value, match.Groups["length"].Value);
        if (!match.Success || LengthOf(length) is not { } timeframe || Splits(word, match.Groups["kraken"].Success ? QuotesOfKraken : Quotes) is not [var pair])
        {
            return null;
        }

        // Kraken's own codes for coins that all others spell BTC and DOGE.
        var spelled = pair.Split('/') switch
        {
            [var coin, var quote] when match.Groups["kraken"].Success => $"{CoinOf(coin)}/{CoinOf(quote)}",
            [_, var quote] when match.Groups["perpetual"].Success => $"{pair}:{quote}",
            _ => pair,
        };
        return new(spelled, timeframe, IsFreqtrades: false, null);
    }

    private static string CoinOf(string code) => code switch { "XBT" => "BTC", "XDG" => "DOGE", _ => code };

    /// <summary>A number of minutes, or TradingView's letters.</summary>
    private static string? LengthOf(string text) => text switch
    {
        "D" => "1d",
        "W" => "1w",
        _ when text[^1] is 'D' or 'W' or 'S' => text.ToLowerInvariant(),
        _ => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) && Market.Timeframe.TryFromMilliseconds(minutes * 60_000L, out var timeframe) ? timeframe.ToString() : null,
    };

    /// <summary>ETHUSDT: base and quote as one word.</summary>
    private static (string? Pair, string? Question) OfOne(string word, bool hasTimeframe)
    {
        var upper = word.ToUpperInvariant();
        var isUpper = string.Equals(word, upper, StringComparison.Ordinal) && word.Any(char.IsLetter);
        if (!hasTimeframe && !isUpper)
        {
            return Splits(upper, QuotesOfSmallLetters) is [var only] ? (only, null) : (null, null);
        }

        return Splits(upper, Quotes) switch
        {
            [var pair] => (pair, null),
            [] => (null, $"'{word}' in its name is not a known pair"),
            var several => (null, $"'{word}' in its name may be {string.Join(" or ", several)}"),
        };
    }

    /// <summary>ETH and USDT as separate words, or more words than a pair has.</summary>
    private static (string? Pair, string? Question) OfSeveral(List<string> words, bool hasTimeframe)
    {
        var upper = words.ConvertAll(word => word.ToUpperInvariant());
        var quotes = hasTimeframe || upper.SequenceEqual(words, StringComparer.Ordinal) ? Quotes : QuotesThatAreNoWords;
        var pair = upper switch
        {
            [var coin, var quote] when quotes.Contains(quote, StringComparer.Ordinal) => $"{coin}/{quote}",
            [var coin, var quote, var settle] when quotes.Contains(quote, StringComparer.Ordinal) && (settle.Equals(quote, StringComparison.Ordinal) || settle.Equals(coin, StringComparison.Ordinal)) => $"{coin}/{quote}:{settle}",
            _ => null,
        };
        if (pair is not null && SignalSymbol.IsValid(pair))
        {
            return (pair, null);
        }

        // Words alone are a title; with a timeframe, a quote or a symbol among them they mean a market.
        var meansOne = hasTimeframe || upper.Exists(word => Quotes.Contains(word, StringComparer.Ordinal)) || words.Exists(word => OfOne(word, hasTimeframe: false).Pair is not null || Splits(word, Quotes).Count > 0);
        return (null, meansOne ? $"'{string.Join(' ', words)}' in its name is not a known pair" : null);
    }

    private static List<string> Splits(string word, string[] quotes) =>
        [.. quotes.Where(quote => word.EndsWith(quote, StringComparison.Ordinal)).Select(quote => $"{word[..^quote.Length]}/{quote}").Where(pair => SignalSymbol.IsValid(pair))];

    private static string? TimeframeOf(string word) => word switch
    {
        "minute" or "minutes" or "1min" => "1m",
        "hour" or "hourly" or "1hour" => "1h",
        "day" or "daily" or "d" or "1day" => "1d",
        _ when CandleLength().IsMatch(word) => word[^1] == 'M' ? word : word.ToLowerInvariant(),
        _ => null,
    };

    [GeneratedRegex("^(?<base>[A-Z0-9]{1,20})_(?<quote>[A-Z0-9]{1,20})(_(?<settle>[A-Z0-9]{1,20}))?-[0-9]+[mhdwM]\\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Freqtrade();

    [GeneratedRegex("^[0-9]{1,4}[mhdwsMHDW]$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex CandleLength();

    [GeneratedRegex("^((?<kraken>)(?<symbol>[A-Z0-9]{5,20})_(?<length>[0-9]{1,5})|[A-Z0-9]{2,20}[_:](?<symbol>[A-Z0-9]{4,20})(?<perpetual>\\.P)?, (?<length>[0-9]{1,5}[SDW]?|[DW])(_[0-9a-f]{4,8})?)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Minutes();

    [GeneratedRegex("^(19|20)[0-9]{2}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Year();

    [GeneratedRegex("(\\.(csv|txt|data|zip|gz|json|feather|parquet))+$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Extension();

    [GeneratedRegex("[\\p{L}\\p{M}\\p{N}]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Word();
}
