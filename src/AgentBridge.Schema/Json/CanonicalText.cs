using System.Buffers;
using System.Text;

namespace AgentBridge.Schema;

/// <summary>Strings in the canonical bytes: only the quote, the backslash and U+0000 to U+001F are escaped; everything else is written unescaped.</summary>
internal static class CanonicalText
{
    // Half of a surrogate pair has no UTF-8 form; writing U+FFFD instead would hash something else than the signal's text.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // A UTF-16 unit becomes at most six bytes (\u001f).
    public static int MaxLength(string text) => 2 + (6 * text.Length);

    public static int Write(string text, Span<byte> destination)
    {
        destination[0] = (byte)'"';
        var written = 1;
        if (text.AsSpan().IndexOfAnyInRange('\0', '\u001F') < 0 && text.AsSpan().IndexOfAny('"', '\\') < 0)
        {
            written += Strict.GetBytes(text, destination[1..]);
        }
        else
        {
            written += WriteEscaped(text, destination[1..]);
        }

        destination[written] = (byte)'"';
        return written + 1;
    }

    private static int WriteEscaped(ReadOnlySpan<char> text, Span<byte> destination)
    {
        var written = 0;
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out var rune, out var used) != OperationStatus.Done)
            {
                throw new ArgumentException("The text contains half of a surrogate pair.", nameof(text));
            }

            written += WriteRune(rune, destination[written..]);
            text = text[used..];
        }

        return written;
    }

    private static int WriteRune(Rune rune, Span<byte> destination)
    {
        // RFC 8785 lists the short forms; other controls are \u00xx in lower case.
        ReadOnlySpan<byte> escape = rune.Value switch
        {
            '"' => "\\\""u8,
            '\\' => "\\\\"u8,
            '\b' => "\\b"u8,
            '\f' => "\\f"u8,
            '\n' => "\\n"u8,
            '\r' => "\\r"u8,
            '\t' => "\\t"u8,
            _ => default,
        };
        if (!escape.IsEmpty)
        {
            escape.CopyTo(destination);
            return escape.Length;
        }

        if (rune.Value >= 0x20)
        {
            return rune.EncodeToUtf8(destination);
        }

        "\\u00"u8.CopyTo(destination);
        destination[4] = "0123456789abcdef"u8[rune.Value >> 4];
        destination[5] = "0123456789abcdef"u8[rune.Value & 0xF];
        return 6;
    }
}
