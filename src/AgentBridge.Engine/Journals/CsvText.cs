using System.Buffers;
using System.Globalization;
using System.Text;
using AgentBridge.Schema;

namespace AgentBridge.Engine;

/// <summary>CSV as RFC 4180 writes it, in the invariant culture, UTF-8. Reading accepts both line ends.</summary>
internal static class CsvText
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Join(IEnumerable<string> fields) => string.Join(',', fields.Select(Quote));

    /// <summary>The number as RFC 8785 writes it, the shortest that reads back the same; negative zero is written as 0.</summary>
    public static string Number(double value) => CanonicalNumber.Format(value + 0.0);

    /// <summary>A finite number with a decimal point, without spaces, thousands separators or a trailing point (as a cut number has).</summary>
    public static bool TryNumber(string text, out double value) =>
        double.TryParse(
            text,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture,
            out value)
        && double.IsFinite(value)
        && char.IsAsciiDigit(text[^1]);

    public static byte[] Encode(string line) => Strict.GetBytes(line);

    /// <summary>Splits off the record that starts at <paramref name="start"/>.</summary>
    public static CsvRecord Next(ReadOnlySpan<byte> bytes, int start)
    {
        var fields = new List<string>();
        var at = start;
        while (true)
        {
            var problem = Field(bytes, ref at, out var field);
            fields.Add(field);
            if (problem is not null)
            {
                return new CsvRecord([.. fields], EndOfLine(bytes, at), Terminated: bytes[at..].Contains((byte)'\n'), problem);
            }

            if (at < bytes.Length && bytes[at] == (byte)',')
            {
                at++;
                continue;
            }

            at += at < bytes.Length && bytes[at] == (byte)'\r' ? 1 : 0;
            return at < bytes.Length
                ? new CsvRecord([.. fields], at + 1, Terminated: true, Problem: null)
                : new CsvRecord([.. fields], at, Terminated: false, Problem: null);
        }
    }

    private static string? Field(ReadOnlySpan<byte> bytes, ref int at, out string field)
    {
        var quoted = at < bytes.Length && bytes[at] == (byte)'"';
        var closed = true;
        var raw = quoted ? Quoted(bytes, ref at, out closed) : Plain(bytes, ref at);
        try
        {
            field = Strict.GetString(raw);
        }
        catch (DecoderFallbackException)
        {
            field = string.Empty;
            return "is not UTF-8";
        }

        if (quoted)
        {
            field = (closed ? field[1..^1] : field[1..]).Replace("\"\"", "\"", StringComparison.Ordinal);
            if (!closed)
            {
                return "has a quote that does not end";
            }
        }
        else if (field.Contains('"', StringComparison.Ordinal))
        {
            return "has a quote in the middle";
        }

        var ended = at >= bytes.Length || bytes[at] is (byte)',' or (byte)'\n'
            || (bytes[at] == (byte)'\r' && (at + 1 >= bytes.Length || bytes[at + 1] == (byte)'\n'));
        return ended ? null : "has text after its quote or a lone carriage return";
    }

    private static ReadOnlySpan<byte> Plain(ReadOnlySpan<byte> bytes, ref int at)
    {
        var length = bytes[at..].IndexOfAny((byte)',', (byte)'\r', (byte)'\n');
        var raw = length < 0 ? bytes[at..] : bytes.Slice(at, length);
        at += raw.Length;
        return raw;
    }

    private static ReadOnlySpan<byte> Quoted(ReadOnlySpan<byte> bytes, ref int at, out bool closed)
    {
        var start = at;
        closed = false;
        for (at++; at < bytes.Length; at++)
        {
            if (bytes[at] != (byte)'"')
            {
                continue;
            }

            if (at + 1 >= bytes.Length || bytes[at + 1] != (byte)'"')
            {
                at++;
                closed = true;
                break;
            }

            at++;
        }

        return bytes[start..at];
    }

    private static int EndOfLine(ReadOnlySpan<byte> bytes, int at)
    {
        var length = bytes[at..].IndexOf((byte)'\n');
        return length < 0 ? bytes.Length : at + length + 1;
    }

    private static string Quote(string field) =>
        field.AsSpan().ContainsAny(Special) ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}

/// <summary>One record of a CSV file.</summary>
/// <param name="Fields">Its fields, as far as they could be read.</param>
/// <param name="End">The start of the next record.</param>
/// <param name="Terminated">Whether a line end follows.</param>
/// <param name="Problem">The problem with its last field, if there is one.</param>
internal readonly record struct CsvRecord(string[] Fields, int End, bool Terminated, string? Problem);
