using System.Diagnostics.CodeAnalysis;

namespace AgentBridge.Schema;

/// <summary>
/// A pair as a value, <c>BASE/QUOTE</c> or <c>BASE/QUOTE:SETTLE</c> (the spelling that <see cref="SignalSymbol"/> checks).
/// The default value is not a pair (<see cref="IsSet"/> is <see langword="false"/>).
/// </summary>
public readonly record struct Pair
{
    private readonly string? _text;

    private Pair(string text) => _text = text;

    /// <summary>Whether this is a pair at all.</summary>
    public bool IsSet => _text is not null;

    /// <summary>Reads a pair such as <c>BTC/USDT</c>.</summary>
    /// <param name="text">The text to parse, such as <c>BTC/USDT</c>.</param>
    /// <param name="pair">The pair; the default value if the text is not a pair.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out Pair pair)
    {
        var valid = text is not null && SignalSymbol.IsValid(text);
        pair = valid ? new Pair(text!) : default;
        return valid;
    }

    /// <summary>Reads a pair such as <c>BTC/USDT</c>.</summary>
    /// <param name="text">The text to parse, such as <c>BTC/USDT</c>.</param>
    /// <exception cref="FormatException">The text is not a pair.</exception>
    public static Pair Parse(string text) =>
        TryParse(text, out var pair) ? pair : throw new FormatException($"'{text}' is not a pair such as BTC/USDT (upper case, with a slash).");

    /// <summary>The pair's text; empty in the default value.</summary>
    public override string ToString() => _text ?? string.Empty;
}
