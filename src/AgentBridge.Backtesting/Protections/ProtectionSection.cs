using System.Globalization;
using System.Text.Json;

namespace AgentBridge.Backtesting;

/// <summary>Reads one protection in Freqtrade's form, strictly: a key that nobody asked for is an error.</summary>
internal sealed class ProtectionSection
{
    private const string Candles = "_candles";
    private const int MostMinutes = 10_000_000;
    private const int MostWhole = 1_000_000;

    private readonly Dictionary<string, JsonElement> _values;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly int _number;

    public ProtectionSection(JsonElement element, int number)
    {
        _number = number;
        Method = string.Empty;
        _values = element.ValueKind == JsonValueKind.Object
            ? element.EnumerateObject().ToDictionary(property => property.Name, property => property.Value, StringComparer.Ordinal)
            : throw Error("expected an object such as {\"method\": \"CooldownPeriod\", \"stop_duration_candles\": 5}");
        Method = Find("method") is { ValueKind: JsonValueKind.String } method ? method.GetString()! : throw Error("method is missing; name the protection");
    }

    public string Method { get; private set; }

    public int Whole(string key, int least, int fallback) => Find(key) is { } value ? WholeOf(key, value, least, MostWhole) : fallback;

    public double Number(string key, double least, double fallback) =>
        Find(key) is not { } value ? fallback
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) && number >= least ? number
        : throw Error(key, value, least == double.MinValue ? "a number" : string.Create(CultureInfo.InvariantCulture, $"a number ≥ {least}"));

    public bool Flag(string key) =>
        Find(key) is not { } value ? false
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Error(key, value, "true or false");

    /// <summary>The index of a word; 0, the default, if the key is missing.</summary>
    public int Word(string key, params string[] words)
    {
        if (Find(key) is not { } value)
        {
            return 0;
        }

        var index = value.ValueKind == JsonValueKind.String ? Array.IndexOf(words, value.GetString()) : -1;
        return index >= 0 ? index : throw Error(key, value, string.Join(" or ", words));
    }

    /// <summary>A period, in minutes or with <c>_candles</c> behind its key in candles.</summary>
    public ProtectionPeriod? Period(string key, int least)
    {
        var (minutes, candles) = (Find(key), Find(key + Candles));
        return (minutes, candles) switch
        {
            ({ }, { }) => throw Error($"{key} and {key}{Candles} exclude each other; keep one"),
            ({ } value, null) => ProtectionPeriod.OfMinutes(WholeOf(key, value, least, MostMinutes)),
            (null, { } value) => ProtectionPeriod.OfCandles(WholeOf(key + Candles, value, least, MostWhole)),
            _ => null,
        };
    }

    public TimeOnly? TimeOfDay(string key) =>
        Find(key) is not { } value ? null
        : value.ValueKind == JsonValueKind.String && TimeOnly.TryParseExact(value.GetString(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time
        : throw Error(key, value, "a time of day such as 16:00");

    public void RequireNoOther()
    {
        if (_values.Keys.FirstOrDefault(key => !_asked.Contains(key)) is { } unknown)
        {
            throw Error($"{unknown} is no setting of it; available: {string.Join(", ", _asked)}");
        }
    }

    public BacktestException Error(string problem) => new(
        "PROTECTION_INVALID",
        string.Create(CultureInfo.InvariantCulture, $"protection {_number}{(Method.Length == 0 ? string.Empty : $" ({Method})")}: {problem}"));

    private int WholeOf(string key, JsonElement value, int least, int most) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most
            ? number
            : throw Error(key, value, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"));

    private BacktestException Error(string key, JsonElement value, string expected) => Error($"{key}={value.GetRawText()}: expected {expected}");

    private JsonElement? Find(string key)
    {
        _ = _asked.Add(key);
        return _values.TryGetValue(key, out var value) ? value : null;
    }
}
