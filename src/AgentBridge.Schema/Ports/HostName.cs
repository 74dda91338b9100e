using System.Buffers;
using System.Globalization;

namespace AgentBridge.Schema;

/// <summary>The host names accepted in every part of the product: a name, an IPv4 address or an IPv6 address, nothing else.</summary>
public static class HostName
{
    private const int LongestName = 253;
    private const int LongestLabel = 63;
    private const int Groups = 8;

    private static readonly SearchValues<char> LabelLetters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>Whether a text is a host name. An IPv6 address has neither brackets nor a zone.</summary>
    /// <param name="text">The text to check.</param>
    public static bool IsValid(string? text) => text switch
    {
        null or "" => false,
        _ when text.Contains(':', StringComparison.Ordinal) => IsAddressSix(text),
        _ when char.IsAsciiDigit(text[^1]) && IsNumber(text[(text.LastIndexOf('.') + 1)..]) => IsAddressFour(text),
        _ => IsName(text),
    };

    /// <summary>The host with its port as a URL has them: an IPv6 address in brackets.</summary>
    /// <param name="host">A name or an IP address, without brackets.</param>
    /// <param name="port">From 1 to 65535.</param>
    public static string WithPort(string host, int port)
    {
        ArgumentNullException.ThrowIfNull(host);
        var shown = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        return string.Create(CultureInfo.InvariantCulture, $"{shown}:{port}");
    }

    /// <summary>Labels of letters, digits, - and _ between dots, one dot at the end allowed; containers have names with _.</summary>
    private static bool IsName(string text) =>
        text.Length <= LongestName && Array.TrueForAll((text[^1] == '.' ? text[..^1] : text).Split('.'), IsLabel);

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= LongestLabel && label[0] != '-' && label[^1] != '-' && !label.AsSpan().ContainsAnyExcept(LabelLetters);

    private static bool IsAddressFour(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 4 && Array.TrueForAll(parts, part => IsNumber(part) && part.Length <= 3 && (part.Length == 1 || part[0] != '0') && int.Parse(part, CultureInfo.InvariantCulture) <= 255);
    }

    private static bool IsNumber(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9');

    /// <summary>Eight groups of up to four hexadecimal digits; one :: replaces one or more groups of zeros; the last two may be an IPv4 address.</summary>
    private static bool IsAddressSix(string text)
    {
        var halves = text.Split("::");
        if (halves.Length > 2)
        {
            return false;
        }

        var groups = 0;
        for (var half = 0; half < halves.Length; half++)
        {
            var parts = halves[half].Length == 0 ? [] : halves[half].Split(':');
            for (var i = 0; i < parts.Length; i++)
            {
                var isLast = half == halves.Length - 1 && i == parts.Length - 1;
                if (isLast && parts[i].Contains('.', StringComparison.Ordinal) && IsAddressFour(parts[i]))
                {
                    groups += 2;
                }
                else if (parts[i].Length is > 0 and <= 4 && Array.TrueForAll(parts[i].ToCharArray(), char.IsAsciiHexDigit))
                {
                    groups++;
                }
                else
                {
                    return false;
                }
            }
        }

        return halves.Length == 2 ? groups < Groups : groups == Groups;
    }
}
