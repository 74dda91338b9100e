using System.Globalization;
using System.Text;

namespace AgentBridge.Market;

/// <summary>
/// Untrusted text made safe to show: characters that would control a terminal or reorder the text (control characters, escapes, marks of
/// direction, line separators) are written as <c>\u001b</c>. In a JSON document that is the same text.
/// </summary>
public static class VisibleText
{
    /// <summary>The text with control characters escaped.</summary>
    /// <param name="text">Any text.</param>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 || !text.Any(IsHidden) ? text : Escape(text);
    }

    /// <summary>Whether a character is a control character rather than visible text.</summary>
    /// <param name="character">One UTF-16 unit; half of a pair counts as visible.</param>
    internal static bool IsHidden(char character) =>
        char.IsControl(character)
        || character is '\u061C' or '\u200E' or '\u200F' or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\uFEFF';

    /// <summary>An untrusted value in quotes, safe to print on one line: at most 40 characters, control characters replaced.</summary>
    /// <param name="value">UTF-8, or anything at all.</param>
    public static string Quote(ReadOnlySpan<byte> value)
    {
        const int Longest = 40;
        var text = Encoding.UTF8.GetString(value.Length > 4 * Longest ? value[..(4 * Longest)] : value);
        return $"'{Shortened(text, Longest)}'";
    }

    /// <summary>An untrusted text, safe to print on one line: shortened, control characters replaced.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="longest">The maximum number of characters, ≥ 0.</param>
    public static string Shortened(string text, int longest)
    {
        ArgumentNullException.ThrowIfNull(text);
        var shown = new StringBuilder(longest + 1);
        foreach (var character in text.AsSpan(0, Math.Min(text.Length, longest)))
        {
            _ = shown.Append(IsHidden(character) ? '?' : character);
        }

        return (text.Length > longest ? shown.Append('…') : shown).ToString();
    }

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
