using Microsoft.Extensions.Logging;

namespace AgentBridge.Engine;

/// <summary>
/// Replaces known secrets in texts from other libraries (such as error messages). The second line of defence: the first is
/// that a <see cref="SecretText"/> never prints itself.
/// </summary>
public sealed class SecretMask
{
    /// <summary>Shorter secrets are not masked: they would match parts of ordinary words.</summary>
    internal const int ShortestSearched = 3;

    private readonly string[] _needles;

    /// <summary>Creates a mask for secrets.</summary>
    /// <param name="secrets">The secrets, each looked for as it is and as a URL spells it; nulls and those shorter than <see cref="ShortestSearched"/> are passed over.</param>
    public SecretMask(params IEnumerable<SecretText?> secrets)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        _needles = [.. secrets
            .OfType<SecretText>()
            .Select(secret => secret.Reveal())
            .Where(value => value.Length >= ShortestSearched)
            .SelectMany(value => new[] { value, Uri.EscapeDataString(value) })
            .Distinct(StringComparer.Ordinal)
            .OrderByDescending(value => value.Length)];
    }

    /// <summary>The mask without secrets.</summary>
    public static SecretMask None { get; } = new();

    /// <summary>A logger that passes every entry on with its secrets shown as <c>***</c>: in the text, in the values and in the exception.</summary>
    /// <param name="logger">The logger that gets the entries.</param>
    public ILogger Wrap(ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(logger);
        return _needles.Length == 0 ? logger : new MaskedLogger(logger, this);
    }

    /// <summary>The text with every secret in it shown as <c>***</c>.</summary>
    /// <param name="text">A text that may contain secrets.</param>
    public string Apply(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var needle in _needles)
        {
            text = text.Replace(needle, SecretText.Shown, StringComparison.Ordinal);
        }

        return text;
    }
}
