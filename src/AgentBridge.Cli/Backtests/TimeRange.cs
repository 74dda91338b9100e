using System.Globalization;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>The value of <c>--timerange</c>, as Freqtrade reads it: days in UTC; the last one means its midnight, which is included.</summary>
/// <param name="FromMs">The first candle that is traded, in Unix milliseconds; <see langword="null"/> for the first of the file.</param>
/// <param name="ToMs">The last candle, in Unix milliseconds; <see langword="null"/> for the last of the file.</param>
internal sealed record TimeRange(long? FromMs, long? ToMs)
{
    private const string Form = "yyyyMMdd";

    /// <summary>Reads it.</summary>
    /// <exception cref="CliException">It is no range.</exception>
    public static TimeRange Parse(string? text)
    {
        if (text is null)
        {
            return new(null, null);
        }

        var parts = text.Split('-');
        if (parts.Length == 2 && TryDay(parts[0], out var from) && TryDay(parts[1], out var to) && !(from is null && to is null) && !(from >= to))
        {
            return new(from, to);
        }

        throw new CliException(ExitCodes.Usage, $"--timerange {VisibleText.Shortened(text, 40)}: expected days such as 20250101-20250201, 20250101- or -20250201");
    }

    /// <summary>The candles of the range, with those before it that the warm-up needs.</summary>
    public CandleSeries Cut(CandleSeries candles, int startup)
    {
        var to = ToMs is { } last ? candles.Prefix(IndexAt(candles, last + 1)) : candles;
        return FromMs is { } first ? to.Last(to.Count - IndexAt(to, first - (startup * candles.Timeframe.Milliseconds))) : to;
    }

    private static int IndexAt(CandleSeries candles, long timeMs)
    {
        var found = candles.OpenTimes.BinarySearch(timeMs);
        return found < 0 ? ~found : found;
    }

    private static bool TryDay(string text, out long? timeMs)
    {
        timeMs = null;
        if (text.Length == 0)
        {
            return true;
        }

        if (!DateTimeOffset.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var day))
        {
            return false;
        }

        timeMs = day.ToUnixTimeMilliseconds();
        return true;
    }
}
