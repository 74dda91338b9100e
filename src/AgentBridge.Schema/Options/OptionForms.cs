using System.Globalization;

namespace AgentBridge.Schema;

/// <summary>A text of ASCII letters, digits and a few more characters.</summary>
/// <param name="longest">The maximum length; the minimum is 1.</param>
/// <param name="others">The characters allowed in addition to letters and digits.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LettersAttribute(int longest, string others) : OptionFormAttribute
{
    /// <summary>The maximum length.</summary>
    public int Longest { get; } = longest;

    /// <summary>The characters allowed in addition to letters and digits.</summary>
    public string Others { get; } = others;

    /// <inheritdoc/>
    public override string Expected => string.Create(CultureInfo.InvariantCulture, $"1 to {Longest} of letters, digits and {string.Join(' ', Others.ToCharArray())}");

    /// <inheritdoc/>
    public override bool TryRead(string text, out object? value, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        (value, problem) = (text, null);
        return text.Length >= 1 && text.Length <= Longest && text.All(c => char.IsAsciiLetterOrDigit(c) || Others.Contains(c, StringComparison.Ordinal));
    }
}

/// <summary>A path: a text that is not blank and has no control characters.</summary>
/// <param name="what">What the path refers to, for people: <c>a folder</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PathFormAttribute(string what) : OptionFormAttribute
{
    /// <summary>What the path refers to.</summary>
    public string What { get; } = what;

    /// <summary>Whether it may be empty, for none.</summary>
    public bool MayBeEmpty { get; init; }

    /// <inheritdoc/>
    public override string Expected => What;

    /// <inheritdoc/>
    public override bool TryRead(string text, out object? value, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        (value, problem) = (text, null);
        return text.Length == 0 ? MayBeEmpty : !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl) && IsWhole(text);
    }

    /// <summary>Half of a surrogate pair is not a character and can't be part of a file name.</summary>
    private static bool IsWhole(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i++ + 1])))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>A pair such as BTC/USDT (the form checked by <see cref="SignalSymbol"/>), as <see cref="Pair"/> or as its text.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PairFormAttribute : OptionFormAttribute
{
    /// <summary>Whether the property is a <see langword="string"/>.</summary>
    public bool AsText { get; init; }

    /// <inheritdoc/>
    public override string Expected => AsText ? "a pair BASE/QUOTE such as BTC/USDT, upper case" : "a pair such as BTC/USDT";

    /// <inheritdoc/>
    public override ParameterKind Kind => ParameterKind.Pair;

    /// <inheritdoc/>
    public override bool TryRead(string text, out object? value, out string? problem)
    {
        problem = null;
        var isPair = Pair.TryParse(text, out var pair);
        value = AsText ? text : pair;
        return isPair;
    }
}

/// <summary>A server's host (<see cref="HostName"/>).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class HostAttribute : OptionFormAttribute
{
    /// <inheritdoc/>
    public override string Expected => "a name, an IPv4 address or an IPv6 address";

    /// <inheritdoc/>
    public override bool TryRead(string text, out object? value, out string? problem)
    {
        (value, problem) = (text, null);
        return HostName.IsValid(text);
    }
}
