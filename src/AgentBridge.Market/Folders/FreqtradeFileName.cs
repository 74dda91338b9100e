using System.Text.RegularExpressions;

namespace AgentBridge.Market;

/// <summary>
/// A name as Freqtrade gives candle files: <c>BTC_USDT-5m.feather</c>, <c>futures/BTC_USDT_USDT-5m-futures.feather</c>,
/// <c>futures/BTC_USDT_USDT-8h-mark.feather</c>.
/// </summary>
/// <param name="Pair">The pair, such as <c>BTC/USDT</c> or <c>BTC/USDT:USDT</c>.</param>
/// <param name="Timeframe">The length of a candle; the default value if the name's is none that is known here (<c>1M</c>).</param>
/// <param name="PriceType">Trades, mark or index prices, or funding rates.</param>
public sealed partial record FreqtradeFileName(string Pair, Timeframe Timeframe, CandlePriceType PriceType)
{
    /// <summary>The endings of candle files, packed ones included.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".feather", ".parquet", ".json", ".json.gz", ".csv", ".csv.gz", ".zip"];

    /// <summary>Reads a name; folders before it are ignored.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="name">What the name says.</param>
    /// <returns>Whether it is such a name.</returns>
    public static bool TryRead(string path, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out FreqtradeFileName? name)
    {
        ArgumentNullException.ThrowIfNull(path);
        var match = Form().Match(Path.GetFileName(path));
        name = null;
        if (!match.Success)
        {
            return false;
        }

        var pair = $"{match.Groups["base"].Value}/{match.Groups["quote"].Value}{(match.Groups["settle"].Success ? ":" + match.Groups["settle"].Value : string.Empty)}";
        _ = Timeframe.TryParse(match.Groups["timeframe"].Value, out var timeframe);
        name = new FreqtradeFileName(pair, timeframe, TypeOf(match.Groups["type"].Value));
        return true;
    }

    /// <summary>What the prices of a file are, by its name: those of trades, unless it ends with <c>-mark</c>, <c>-index</c>, <c>-premiumIndex</c> or <c>-funding_rate</c>.</summary>
    /// <param name="path">The file's path.</param>
    public static CandlePriceType PriceTypeOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return TypeOf(Ending().Match(Path.GetFileName(path)).Groups["type"].Value);
    }

    /// <summary>The word in a name for what the prices are; <see langword="null"/> for those of trades.</summary>
    internal static string? WordOf(CandlePriceType type) => type switch
    {
        CandlePriceType.Mark => "mark",
        CandlePriceType.Index => "index",
        CandlePriceType.PremiumIndex => "premiumIndex",
        CandlePriceType.FundingRate => "funding_rate",
        _ => null,
    };

    private static CandlePriceType TypeOf(string word) => word switch
    {
        "mark" => CandlePriceType.Mark,
        "index" => CandlePriceType.Index,
        "premiumIndex" => CandlePriceType.PremiumIndex,
        "funding_rate" => CandlePriceType.FundingRate,
        _ => CandlePriceType.Trades,
    };

    [GeneratedRegex(@"^(?<base>[A-Za-z0-9]+)_(?<quote>[A-Za-z0-9]+)(_(?<settle>[A-Za-z0-9]+))?-(?<timeframe>[0-9]+[smhdwM])(-(?<type>futures|mark|index|premiumIndex|funding_rate|spot))?\.(feather|parquet|json|json\.gz|csv|csv\.gz|zip)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Form();

    [GeneratedRegex(@"[0-9][smhdwM]-(?<type>mark|index|premiumIndex|funding_rate)(\.[A-Za-z0-9]+)+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Ending();
}
