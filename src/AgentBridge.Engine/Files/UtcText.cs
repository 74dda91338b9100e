using System.Globalization;
using AgentBridge.Schema;

namespace AgentBridge.Engine;

/// <summary>Reads what <see cref="SignalTimestamp.ToText"/> writes, and nothing else.</summary>
internal static class UtcText
{
    private const string Pattern = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static bool TryParse(string? text, out DateTimeOffset instant) => DateTimeOffset.TryParseExact(
        text, Pattern, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out instant);
}
