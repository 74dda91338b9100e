using System.Globalization;

namespace AgentBridge.Cli;

/// <summary>Times and durations as Freqtrade's result files write them.</summary>
internal static class ExportText
{
    private const long MinuteMs = 60_000;

    /// <summary>A time as <c>2025-06-01 12:00:00</c>, UTC.</summary>
    public static string Time(long timeMs) => DateTimeOffset.FromUnixTimeMilliseconds(timeMs).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A time with its offset.</summary>
    public static string TimeWithOffset(long timeMs) => Time(timeMs) + "+00:00";

    /// <summary>Python's text of a duration of whole minutes, half of one rounded to even: <c>6:05:00</c>, <c>1 day, 0:00:00</c>.</summary>
    public static string Duration(double minutes)
    {
        var span = TimeSpan.FromMinutes(Math.Round(minutes));
        var clock = string.Create(CultureInfo.InvariantCulture, $"{span.Hours}:{span:mm\\:ss}");
        return span.Days switch
        {
            0 => clock,
            1 => "1 day, " + clock,
            _ => string.Create(CultureInfo.InvariantCulture, $"{span.Days} days, {clock}"),
        };
    }

    /// <summary>The short form of 2026.9: <c>1d 06:05</c>.</summary>
    public static string ShortDuration(double minutes)
    {
        var span = TimeSpan.FromMinutes(Math.Round(minutes));
        return string.Create(CultureInfo.InvariantCulture, $"{span.Days}d {span:hh\\:mm}");
    }

    /// <summary>The text of pandas: <c>1 days 06:05:00</c>.</summary>
    public static string LongDuration(long durationMs)
    {
        var span = TimeSpan.FromMilliseconds(durationMs);
        return string.Create(CultureInfo.InvariantCulture, $"{span.Days} days {span:hh\\:mm\\:ss}");
    }

    /// <summary>How long a trade was open, in minutes.</summary>
    public static long Minutes(Backtesting.BacktestTrade trade) => (trade.CloseTimeMs - trade.OpenTimeMs) / MinuteMs;
}
