using System.Globalization;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>A date or an instant; UTC if it has no offset. Nothing is guessed: a bare number is not a date.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class InstantForm : OptionFormAttribute
{
    private static readonly string[] Formats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK"];

    public override string Expected => "a date or time such as 2025-06-01 or 2025-06-01T12:00:00Z";

    public override bool TryRead(string text, out object? value, out string? problem)
    {
        problem = null;
        var isInstant = DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant);
        value = instant;
        return isInstant;
    }

    public override string? Format(object value) => (value as DateTimeOffset?)?.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture);
}
