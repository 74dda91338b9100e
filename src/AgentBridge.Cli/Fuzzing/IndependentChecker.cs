using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AgentBridge.Schema;

namespace AgentBridge.Cli.Fuzzing;

/// <summary>
/// A second implementation of the contract, as an oracle: the document is flattened into a table of paths, which is compared with a table
/// of expectations. It shares no code with the reader and the validator.
/// </summary>
public static partial class IndependentChecker
{
    private const double LargestShare = 1.0;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16 };

    private static readonly Dictionary<string, JsonValueKind> Containers = new(StringComparer.Ordinal)
    {
        [""] = JsonValueKind.Object,
        ["/entry"] = JsonValueKind.Object,
        ["/risk"] = JsonValueKind.Object,
        ["/risk/take_profits"] = JsonValueKind.Array,
        ["/risk/take_profits/0"] = JsonValueKind.Object,
        ["/risk/take_profits/1"] = JsonValueKind.Object,
    };

    private static readonly Dictionary<string, Func<string, bool>> Texts = new(StringComparer.Ordinal)
    {
        ["/version"] = text => text is "1.0",
        ["/decision_id"] = text => IdPattern().IsMatch(text),
        ["/timestamp"] = text => TimestampPattern().IsMatch(text),
        ["/symbol"] = text => SymbolPattern().IsMatch(text),
        ["/side"] = text => text is "long" or "short",
        ["/entry/type"] = text => text is "market" or "limit",
        ["/rationale"] = IsRationale,
    };

    private static readonly Dictionary<string, double> Greatest = new(StringComparer.Ordinal)
    {
        ["/confidence"] = LargestShare,
        ["/entry/price"] = double.MaxValue,
        ["/risk/initial_stop"] = double.MaxValue,
        ["/risk/take_profits/0/price"] = double.MaxValue,
        ["/risk/take_profits/0/size_pct"] = double.MaxValue,
        ["/risk/take_profits/1/price"] = double.MaxValue,
        ["/risk/take_profits/1/size_pct"] = double.MaxValue,
        ["/risk/max_capital_pct"] = LargestShare,
    };

    /// <summary>Judges a message.</summary>
    /// <param name="message">The message as received, whatever it is.</param>
    /// <returns>The layer that rejects it or, if none does, its values: text or double by JSON pointer.</returns>
    public static (ViolationLayer Refused, IReadOnlyDictionary<string, object> Values) Check(byte[] message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var facts = new Dictionary<string, object>(StringComparer.Ordinal);
        var refused = !TryFlatten(message, facts) ? ViolationLayer.Syntax
            : !MatchesTable(facts) ? ViolationLayer.Schema
            : !KeepsRules(facts) ? ViolationLayer.Rule
            : ViolationLayer.Unspecified;
        return (refused, facts);
    }

    private static bool TryFlatten(byte[] message, Dictionary<string, object> facts)
    {
        if (message.Length > 4096 || message is [0xEF, 0xBB, 0xBF, ..])
        {
            return false;
        }

        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(message);
            using var document = JsonDocument.Parse(text, Options);
            return Flatten(document.RootElement, "", facts);
        }
        catch (Exception exception) when (exception is DecoderFallbackException or JsonException or InvalidOperationException)
        {
            // Not UTF-8, not JSON, half of a surrogate pair.
            return false;
        }
    }

    private static bool Flatten(JsonElement element, string path, Dictionary<string, object> facts)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                facts[path] = element.GetString()!;
                return true;
            case JsonValueKind.Number:
                var number = IndependentNumber.ToDouble(element.GetRawText());
                facts[path] = number;
                return !double.IsInfinity(number);
            case JsonValueKind.Object:
                facts[path] = JsonValueKind.Object;
                return element.EnumerateObject().ToList().TrueForAll(member =>
                {
                    var below = path + "/" + member.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
                    return !facts.ContainsKey(below) && Flatten(member.Value, below, facts);
                });
            case JsonValueKind.Array:
                facts[path] = JsonValueKind.Array;
                return element.EnumerateArray().Select((item, index) => (item, index)).ToList().TrueForAll(pair =>
                    Flatten(pair.item, path + "/" + pair.index.ToString(CultureInfo.InvariantCulture), facts));
            default:
                facts[path] = element.ValueKind;
                return true;
        }
    }

    private static bool MatchesTable(Dictionary<string, object> facts) =>
        facts.Count == Containers.Count + Texts.Count + Greatest.Count
        && Containers.All(expected => facts.TryGetValue(expected.Key, out var kind) && expected.Value.Equals(kind))
        && Texts.All(expected => facts.TryGetValue(expected.Key, out var text) && text is string s && expected.Value(s))
        && Greatest.All(expected => facts.TryGetValue(expected.Key, out var number) && number is double d && 0 < d && d <= expected.Value);

    private static bool KeepsRules(Dictionary<string, object> facts)
    {
        double[] ladder =
        [
            (double)facts["/risk/initial_stop"],
            (double)facts["/entry/price"],
            (double)facts["/risk/take_profits/0/price"],
            (double)facts["/risk/take_profits/1/price"],
        ];
        if (facts["/side"] is "short")
        {
            Array.Reverse(ladder);
        }

        // The contract says that the sum is taken in doubles, first plus second.
        var sum = (double)facts["/risk/take_profits/0/size_pct"] + (double)facts["/risk/take_profits/1/size_pct"];
        return ladder.Zip(ladder.Skip(1)).All(step => step.First < step.Second)
            && sum - 1 is >= -1e-6 and <= 1e-6
            && DateTime.TryParseExact((string)facts["/timestamp"], "yyyy-MM-ddTHH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
    }

    private static bool IsRationale(string text)
    {
        var codePoints = text.EnumerateRunes().ToList();
        return codePoints.Count is > 0 and <= 60 && codePoints.TrueForAll(rune => Rune.GetUnicodeCategory(rune) != UnicodeCategory.Control);
    }

    [GeneratedRegex(@"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 60_000)]
    private static partial Regex IdPattern();

    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T([0-9]{2}:){2}[0-9]{2}\.[0-9]{3}Z\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 60_000)]
    private static partial Regex TimestampPattern();

    [GeneratedRegex(@"\A[A-Z0-9]{1,20}/[A-Z0-9]{1,20}(:[A-Z0-9]{1,20})?\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 60_000)]
    private static partial Regex SymbolPattern();
}
