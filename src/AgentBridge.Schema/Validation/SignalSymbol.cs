namespace AgentBridge.Schema;

/// <summary>The spelling of a pair: <c>BASE/QUOTE</c>, for derivatives <c>BASE/QUOTE:SETTLE</c>, each 1 to 20 of A-Z and 0-9.</summary>
public static class SignalSymbol
{
    /// <summary>Whether the text is a pair.</summary>
    /// <param name="text">The text to check.</param>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        var slash = text.IndexOf('/');
        if (slash < 0 || !IsPart(text[..slash]))
        {
            return false;
        }

        var quote = text[(slash + 1)..];
        var colon = quote.IndexOf(':');
        return colon < 0 ? IsPart(quote) : IsPart(quote[..colon]) && IsPart(quote[(colon + 1)..]);
    }

    private static bool IsPart(ReadOnlySpan<char> part)
    {
        foreach (var c in part)
        {
            if (c is not ((>= 'A' and <= 'Z') or (>= '0' and <= '9')))
            {
                return false;
            }
        }

        return part.Length is >= 1 and <= 20;
    }
}
