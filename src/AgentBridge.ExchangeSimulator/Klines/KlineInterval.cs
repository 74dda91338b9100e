using System.Globalization;

namespace AgentBridge.ExchangeSimulator;

/// <summary>One of Binance's intervals. Weeks start on Monday, months on their first day, all others count from the Unix epoch; UTC.</summary>
internal sealed class KlineInterval
{
    private const long Day = 86_400_000;

    // 1970-01-05 was the first Monday.
    private const long FirstMonday = 4 * Day;

    private static readonly KlineInterval[] All =
    [
        new("1s", 1_000), new("1m", 60_000), new("3m", 180_000), new("5m", 300_000), new("15m", 900_000), new("30m", 1_800_000),
        new("1h", 3_600_000), new("2h", 7_200_000), new("4h", 14_400_000), new("6h", 21_600_000), new("8h", 28_800_000), new("12h", 43_200_000),
        new("1d", Day), new("3d", 3 * Day), new("1w", 7 * Day), new("1M", 0),
    ];

    private readonly long _length;

    private KlineInterval(string name, long length)
    {
        Name = name;
        _length = length;
    }

    /// <summary>All of them, for people.</summary>
    public static string Names { get; } = string.Join(", ", All.Select(interval => interval.Name));

    public string Name { get; }

    private bool IsMonth => _length == 0;

    public static KlineInterval? Named(string name) => Array.Find(All, i => string.Equals(i.Name, name, StringComparison.Ordinal));

    public static KlineInterval? OfLength(long milliseconds) => Array.Find(All, i => i._length == milliseconds);

    /// <summary>Whether its candles can be built from candles of the given length.</summary>
    public bool CanBeMadeOf(long milliseconds) => (IsMonth ? Day : _length) % milliseconds == 0;

    /// <summary>The open of the candle that an instant belongs to.</summary>
    public long Floor(long ms)
    {
        if (IsMonth)
        {
            var at = DateTimeOffset.FromUnixTimeMilliseconds(ms);
            return new DateTimeOffset(at.Year, at.Month, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        }

        var origin = _length == 7 * Day ? FirstMonday : 0;
        var offset = (ms - origin) % _length;
        return ms - (offset < 0 ? offset + _length : offset);
    }

    /// <summary>The first open at or after an instant.</summary>
    public long Ceiling(long ms) => Floor(ms) is var open && open == ms ? ms : Next(open);

    /// <summary>The open after an open.</summary>
    public long Next(long openMs) => IsMonth ? DateTimeOffset.FromUnixTimeMilliseconds(openMs).AddMonths(1).ToUnixTimeMilliseconds() : openMs + _length;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}");
}
