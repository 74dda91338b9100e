namespace AgentBridge.Engine;

/// <summary>A text that must not be shown: every way of printing it yields <c>***</c>. Equal to another one with the same text.</summary>
public sealed class SecretText : IEquatable<SecretText>
{
    /// <summary>The text shown instead.</summary>
    public const string Shown = "***";

    private readonly string _value;

    /// <summary>Wraps a secret.</summary>
    /// <param name="value">The secret.</param>
    public SecretText(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _value = value;
    }

    /// <summary>The text itself: for the connection that needs it and for nothing else.</summary>
    public string Reveal() => _value;

    /// <inheritdoc/>
    public override string ToString() => Shown;

    /// <inheritdoc/>
    public bool Equals(SecretText? other) => other is not null && string.Equals(_value, other._value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SecretText);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_value);
}
