using System.Globalization;

namespace AgentBridge.Market;

/// <summary>
/// The length of a candle, spelled as Freqtrade and ccxt spell it: a whole number and a unit, <c>5m</c>, <c>1h</c>, <c>1d</c>.
/// The default value is not a timeframe (<see cref="IsSet"/> is <see langword="false"/>) and is refused everywhere.
/// </summary>
public readonly record struct Timeframe
{
    private Timeframe(int count, char unit, long milliseconds)
    {
        Count = count;
        Unit = unit;
        Milliseconds = milliseconds;
    }

    /// <summary>The number before the unit, ≥ 1; 0 in the default value.</summary>
    public int Count { get; }

    /// <summary>The unit: s (seconds), m (minutes), h (hours), d (days) or w (weeks).</summary>
    public char Unit { get; }

    /// <summary>The length in milliseconds, &gt; 0; 0 in the default value.</summary>
    public long Milliseconds { get; }

    /// <summary>The length.</summary>
    public TimeSpan Duration => TimeSpan.FromMilliseconds(Milliseconds);

    /// <summary>Whether this is a timeframe at all.</summary>
    public bool IsSet => Milliseconds > 0;

    /// <summary>Reads a timeframe such as <c>5m</c>: 1 to 9999, without sign or leading zero, then s, m, h, d or w.</summary>
    /// <param name="text">The text to parse, such as <c>5m</c>.</param>
    /// <param name="timeframe">The timeframe; the default value if the text is not a timeframe.</param>
    /// <returns>Whether the text is a timeframe.</returns>
    public static bool TryParse(string? text, out Timeframe timeframe)
    {
        timeframe = default;
        if (text is null || text.Length is < 2 or > 5 || text[0] is < '1' or > '9')
        {
            return false;
        }

        long unit = UnitMilliseconds(text[^1]);
        if (unit == 0 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }

        timeframe = new Timeframe(count, text[^1], count * unit);
        return true;
    }

    /// <summary>Reads a timeframe such as <c>5m</c>.</summary>
    /// <param name="text">The text to parse, such as <c>5m</c>.</param>
    /// <exception cref="FormatException">The text is not a timeframe.</exception>
    public static Timeframe Parse(string text) =>
        TryParse(text, out var timeframe)
            ? timeframe
            : throw new FormatException($"'{text}' is not a timeframe: expected a whole number and s, m, h, d or w, such as 5m or 1h.");

    /// <summary>The timeframes that exchanges offer and Freqtrade therefore trades; settings and options accept only these.</summary>
    public static IReadOnlyList<string> Traded { get; } = ["1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "8h", "12h", "1d", "3d", "1w"];

    /// <summary>Reads one of <see cref="Traded"/>.</summary>
    /// <param name="text">The text to parse, such as <c>5m</c>.</param>
    /// <param name="timeframe">The timeframe; the default value if the text is none of these.</param>
    /// <returns>Whether it is one of them.</returns>
    public static bool TryParseTraded(string? text, out Timeframe timeframe)
    {
        timeframe = default;
        return text is not null && Traded.Contains(text, StringComparer.Ordinal) && TryParse(text, out timeframe);
    }

    /// <summary>The timeframe of <paramref name="milliseconds"/>, in its largest whole unit, if there is one.</summary>
    /// <param name="milliseconds">A length in milliseconds.</param>
    /// <param name="timeframe">The timeframe; the default value if there is none.</param>
    public static bool TryFromMilliseconds(long milliseconds, out Timeframe timeframe)
    {
        foreach (var unit in "wdhms")
        {
            var length = UnitMilliseconds(unit);
            if (milliseconds > 0 && milliseconds % length == 0 && milliseconds / length <= 9999)
            {
                timeframe = new Timeframe((int)(milliseconds / length), unit, milliseconds);
                return true;
            }
        }

        timeframe = default;
        return false;
    }

    /// <summary>Whether an instant is the open of a candle: weeks start on Monday 00:00 UTC, all others count from the Unix epoch.</summary>
    /// <param name="openTimeMs">An instant in Unix milliseconds.</param>
    public bool IsOnGrid(long openTimeMs) => IsSet && FloorToOpen(openTimeMs) == openTimeMs;

    /// <summary>The open of the candle that an instant belongs to (an open belongs to the candle that it starts).</summary>
    /// <param name="instantMs">An instant in Unix milliseconds.</param>
    public long FloorToOpen(long instantMs)
    {
        // 1970-01-05 was the first Monday.
        var origin = Unit == 'w' ? 4 * 86_400_000L : 0;
        var offset = (instantMs - origin) % Milliseconds;
        return instantMs - (offset < 0 ? offset + Milliseconds : offset);
    }

    /// <inheritdoc/>
    public override string ToString() => IsSet ? string.Create(CultureInfo.InvariantCulture, $"{Count}{Unit}") : "(unset)";

    private static long UnitMilliseconds(char unit) => unit switch
    {
        's' => 1_000,
        'm' => 60_000,
        'h' => 3_600_000,
        'd' => 86_400_000,
        'w' => 604_800_000,
        _ => 0,
    };
}
