using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AgentBridge.Schema;

/// <summary>The one grammar of values in settings, in every culture, and how messages show them.</summary>
internal static class OptionText
{
    public const string Hidden = "***";

    /// <summary>White space that may surround a value in texts such as <c>.env</c>: ASCII only, so that every language trims the same.</summary>
    public static readonly char[] Blanks = [' ', '\t'];

    private const int LongestShown = 100;
    private const string Simple = "+-./:_%,;";

    /// <summary>A sign; digits, or digits behind a point with or without others before it; an exponent. ASCII only, no blanks. Numbers beyond a double's range are rejected.</summary>
    public static bool TryNumber(string text, out double value)
    {
        value = 0;
        var rest = WithoutSign(text);
        var digits = Digits(ref rest);
        if (rest is ['.', ..])
        {
            rest = rest[1..];
            digits = Digits(ref rest);
        }

        if (digits > 0 && rest is ['e' or 'E', ..])
        {
            rest = WithoutSign(rest[1..]);
            digits = Digits(ref rest);
        }

        return digits > 0 && rest.IsEmpty
            && double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value);
    }

    /// <summary>A sign and digits; ASCII only, no blanks. Numbers out of range are rejected.</summary>
    public static bool TryWhole(string text, out long value)
    {
        value = 0;
        var rest = WithoutSign(text);
        return Digits(ref rest) > 0 && rest.IsEmpty && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>The snake_case form of a name in code: <c>max_age_sec</c> for MaxAgeSec.</summary>
    public static string Word(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    /// <summary>A value in a message: in quotes if it could be misread, shortened if it is long, hidden characters as \uXXXX.</summary>
    public static string Shown(string value)
    {
        var text = value.ReplaceLineEndings(" ");
        text = text.Length <= LongestShown ? text : text[..(LongestShown - 1)] + "…";
        return text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || Simple.Contains(c, StringComparison.Ordinal)) ? text : $"'{Visible(text)}'";
    }

    private static ReadOnlySpan<char> WithoutSign(ReadOnlySpan<char> text) => text is ['+' or '-', ..] ? text[1..] : text;

    private static int Digits(ref ReadOnlySpan<char> text)
    {
        var count = text.IndexOfAnyExceptInRange('0', '9');
        count = count < 0 ? text.Length : count;
        text = text[count..];
        return count;
    }

    private static string Visible(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            _ = char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                ? shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}")
                : shown.Append(c);
        }

        return shown.ToString();
    }
}
