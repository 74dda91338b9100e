using System.Globalization;
using System.Text;

namespace AgentBridge.Market;

/// <summary>
/// Foreign text as it may be shown: what would steer a terminal or turn the order of the letters around (controls, escapes, marks of
/// direction, line separators) is written as <c>\u001b</c>. In a JSON document that is the same text.
/// </summary>
public static class VisibleText
{
    /// <summary>The text with everything visible.</summary>
    /// <param name="text">Any text.</param>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 || !text.Any(IsHidden) ? text : Escape(text);
    }

    /// <summary>Whether a character steers instead of showing something.</summary>
    /// <param name="character">The character.</param>
    public static bool IsHidden(char character) =>
        char.IsControl(character)
        || character is '\u061C' or '\u200E' or '\u200F' or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\uFEFF';

    private static string Escape(string text)
    {
        var shown = new StringBuilder(text.Length + 16);
        foreach (var character in text)
        {
            _ = IsHidden(character) ? shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}") : shown.Append(character);
        }

        return shown.ToString();
    }
}
