using System.Text;

namespace AgentBridge.Market;

/// <summary>The fields of one line of a CSV: separated by a byte, perhaps in double quotes, blanks around them ignored.</summary>
internal static class TextFields
{
    /// <summary>Takes the next field.</summary>
    /// <param name="rest">What is left of the line; after the last field empty, and <paramref name="isLast"/> is set.</param>
    /// <param name="separator">One ASCII character between two fields.</param>
    /// <param name="isLast">Whether it was the line's last field.</param>
    public static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest, byte separator, out bool isLast)
    {
        var field = rest;
        var trimmed = rest.TrimStart((byte)' ');
        if (!trimmed.IsEmpty && trimmed[0] == '"' && trimmed[1..].IndexOf((byte)'"') is >= 0 and var end)
        {
            field = trimmed.Slice(1, end);
            rest = trimmed[(end + 2)..].TrimStart((byte)' ');
            isLast = rest.IsEmpty;
            if (isLast || rest[0] == separator)
            {
                rest = isLast ? rest : rest[1..];
                return field;
            }

            // Text after the closing quote: no number and no time, whatever it is.
            field = trimmed;
            rest = trimmed;
        }

        var at = rest.IndexOf(separator);
        isLast = at < 0;
        field = isLast ? rest : rest[..at];
        rest = isLast ? default : rest[(at + 1)..];
        return field.Trim((byte)' ');
    }

    /// <summary>All fields of a line.</summary>
    public static string[] Split(ReadOnlySpan<byte> line, byte separator)
    {
        var fields = new List<string>();
        var rest = line;
        bool isLast;
        do
        {
            fields.Add(Encoding.UTF8.GetString(Take(ref rest, separator, out isLast)));
        }
        while (!isLast);
        return [.. fields];
    }
}
