using System.Globalization;
using System.Net.Http.Headers;

namespace AgentBridge.Exchanges;

/// <summary>The header Retry-After in both of its forms, seconds and date, whatever its content.</summary>
internal static class RetryAfter
{
    private const string Name = "Retry-After";

    private const DateTimeStyles DateStyles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowWhiteSpaces;

    /// <summary>The form of today and the two old ones that RFC 9110 still wants read.</summary>
    private static readonly string[] DateForms = ["r", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy"];

    /// <summary>Longer waits are read as this one; callers apply their own limit.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    /// <summary>The wait that the header asks for; <see langword="null"/> if there is none, it can't be parsed, or it has passed.</summary>
    /// <param name="headers">The answer's headers.</param>
    /// <param name="now">The time that a date is compared with.</param>
    public static TimeSpan? Read(HttpResponseHeaders headers, DateTimeOffset now)
    {
        TimeSpan? longest = null;
        if (headers.NonValidated.TryGetValues(Name, out var values))
        {
            foreach (var value in values)
            {
                longest = Parse(value.Trim(), now) is { } wait && wait > (longest ?? TimeSpan.Zero) ? wait : longest;
            }
        }

        return longest;
    }

    private static TimeSpan? Parse(string text, DateTimeOffset now)
    {
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds))
        {
            // Any number of digits: an overflow counts as the longest wait.
            return seconds > 0 ? TimeSpan.FromSeconds(Math.Min(seconds, Longest.TotalSeconds)) : null;
        }

        if (!DateTimeOffset.TryParseExact(text, DateForms, CultureInfo.InvariantCulture, DateStyles, out var date) || date <= now)
        {
            return null;
        }

        return date - now < Longest ? date - now : Longest;
    }
}
