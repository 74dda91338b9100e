using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace AgentBridge.ExchangeSimulator;

/// <summary>The query string, read as Binance reads it: names are case-sensitive; duplicate and unknown ones are errors.</summary>
internal sealed partial class Parameters
{
    private const string SymbolRange = @"^[\w\-._&&[^a-z]]{1,50}$";
    private const string SymbolsRange = @"^\[(""[\w\-._&&[^a-z]]{1,50}""(,""[\w\-._&&[^a-z]]{1,50}""){0,}){0,1}\]$";
    private const string NumberRange = "^[0-9]{1,20}$";
    private const string WordRange = "^[a-zA-Z0-9]{1,36}$";
    private const long LatestMs = 253_402_300_799_000;

    private static readonly SearchValues<char> SymbolCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.");

    private readonly Dictionary<string, string> _sent = new(StringComparer.Ordinal);
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    public Parameters(QueryString query)
    {
        foreach (var pair in new QueryStringEnumerable(query.Value))
        {
            if (!_sent.TryAdd(pair.DecodeName().ToString(), pair.DecodeValue().ToString()))
            {
                throw BinanceFailure.Duplicate();
            }
        }
    }

    /// <summary>Requires that there is no parameter.</summary>
    public void RequireNone()
    {
        if (_sent.Count > 0)
        {
            throw BinanceFailure.TooMany(0, _sent.Count);
        }
    }

    public void RequireAllRead()
    {
        if (_read.Count != _sent.Count)
        {
            throw BinanceFailure.Unread(_read.Count, _sent.Count);
        }
    }

    public string Symbol() => Mandatory("symbol", Checked("symbol"));

    public string? OptionalSymbol() => Checked("symbol");

    public string Interval()
    {
        var interval = Mandatory("interval", Text("interval"));
        return interval.Length <= 36 && interval.All(char.IsAsciiLetterOrDigit) ? interval : throw BinanceFailure.Illegal("interval", WordRange);
    }

    /// <summary><c>["BTCUSDT","ETHUSDT"]</c></summary>
    public IReadOnlyList<string>? OptionalSymbols()
    {
        if (Text("symbols") is not { } text)
        {
            return null;
        }

        var match = SymbolList().Match(text);
        if (!match.Success)
        {
            throw BinanceFailure.Illegal("symbols", SymbolsRange);
        }

        var symbols = match.Groups["symbol"].Captures.Select(c => c.Value).ToArray();
        return symbols.Distinct(StringComparer.Ordinal).Count() == symbols.Length
            ? symbols
            : throw new BinanceFailure(-1151, "Symbol is present multiple times in the list.");
    }

    /// <summary>The requested number of entries; at most the maximum.</summary>
    public int Limit(int standard, int most) => Number("limit") switch
    {
        null => standard,
        0 => throw BinanceFailure.NotValid("limit"),
        { } limit => (int)Math.Min(limit, most),
    };

    public long? Time(string name) => Number(name) is { } ms ? Math.Min(ms, LatestMs) : null;

    public long? Number(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (text.Length > 20 || !text.All(char.IsAsciiDigit))
        {
            throw BinanceFailure.Illegal(name, NumberRange);
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw BinanceFailure.Overflow(name);
    }

    /// <summary>The text of a parameter; null if it was not sent.</summary>
    public string? Text(string name)
    {
        if (!_sent.TryGetValue(name, out var value))
        {
            return null;
        }

        _read.Add(name);
        return value.Length > 0 ? value : throw BinanceFailure.Empty(name);
    }

    private static string Mandatory(string name, string? value) => value ?? throw BinanceFailure.Missing(name);

    private string? Checked(string name) => Text(name) is not { } text
        ? null
        : text.Length <= 50 && !text.AsSpan().ContainsAnyExcept(SymbolCharacters) ? text : throw BinanceFailure.Illegal(name, SymbolRange);

    [GeneratedRegex(@"\A\[(?:""(?<symbol>[A-Z0-9_\-.]{1,50})""(?:,""(?<symbol>[A-Z0-9_\-.]{1,50})"")*)?\]\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex SymbolList();
}
