namespace AgentBridge.Signals;

/// <summary>Parameters as settings write them: <c>k=v;k=v</c>.</summary>
public static class ParameterText
{
    /// <summary>Splits a text into names and values; blanks around them and an empty end do not count.</summary>
    /// <param name="text">The text; null and empty contain none.</param>
    /// <exception cref="StrategyException">A part is not <c>k=v</c>.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Split(string? text)
    {
        var pieces = (text ?? string.Empty).Split(';', StringSplitOptions.TrimEntries);
        return [.. pieces.Where((piece, i) => piece.Length > 0 || (i < pieces.Length - 1 && pieces.Length > 1)).Select(Piece)];
    }

    /// <summary>One <c>k=v</c>.</summary>
    /// <param name="text">The text to parse, <c>name=value</c>.</param>
    /// <exception cref="StrategyException">The text is not <c>k=v</c>.</exception>
    public static KeyValuePair<string, string> Piece(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var (name, value) = equals < 0 ? (string.Empty, string.Empty) : (text[..equals].Trim(), text[(equals + 1)..].Trim());
        return name.Length > 0 && value.Length > 0
            ? KeyValuePair.Create(name, value)
            : throw new StrategyException($"'{text}' is not a parameter; expected name=value, several joined by ;");
    }
}
