namespace AgentBridge.Schema;

/// <summary>
/// How to parse an option that is not a number, flag or word: an attribute of its property, or passed to the model for every option of a type.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public abstract class OptionFormAttribute : Attribute
{
    /// <summary>The accepted values, for people: <c>a folder</c>.</summary>
    public abstract string Expected { get; }

    /// <summary>The kind of the option.</summary>
    public virtual ParameterKind Kind => ParameterKind.Text;

    /// <summary>Whether the value may hold a secret, which messages never show.</summary>
    public virtual bool IsSecret => false;

    /// <summary>Reads a value.</summary>
    /// <param name="text">The text to parse.</param>
    /// <param name="value">The value, of the property's type.</param>
    /// <param name="problem">What exactly is wrong, without any part of the text; <see langword="null"/> if <see cref="Expected"/> is enough.</param>
    public abstract bool TryRead(string text, out object? value, out string? problem);

    /// <summary>The value as text; <see langword="null"/> if it is invalid. The default accepts what <see cref="TryRead"/> accepts.</summary>
    /// <param name="value">A value of the property's type.</param>
    public virtual string? Format(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.ToString() is { } text && TryRead(text, out _, out _) ? text : null;
    }
}
