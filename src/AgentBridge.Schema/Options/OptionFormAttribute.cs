namespace AgentBridge.Schema;

/// <summary>
/// How an option is read that is no number, flag or word: put on its property, or given to the model for every option of a type.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public abstract class OptionFormAttribute : Attribute
{
    /// <summary>What it takes, for people: <c>a folder</c>.</summary>
    public abstract string Expected { get; }

    /// <summary>What the option is.</summary>
    public virtual ParameterKind Kind => ParameterKind.Text;

    /// <summary>Whether the value may hold a secret, which messages never show.</summary>
    public virtual bool IsSecret => false;

    /// <summary>Reads a value.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The value, of the property's type.</param>
    /// <param name="problem">What exactly is wrong, without any part of the text; <see langword="null"/> where <see cref="Expected"/> says it.</param>
    public abstract bool TryRead(string text, out object? value, out string? problem);

    /// <summary>The value as it is written; <see langword="null"/> where it is none. The default takes what <see cref="TryRead"/> takes.</summary>
    /// <param name="value">A value of the property's type.</param>
    public virtual string? Format(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.ToString() is { } text && TryRead(text, out _, out _) ? text : null;
    }
}
