using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace AgentBridge.Schema;

/// <summary>An option shared with another record: range, form and meaning are those of the property with the same name there, unless this one has its own.</summary>
[AttributeUsage(AttributeTargets.Property)]
public abstract class SameAsAttribute : Attribute
{
    /// <summary>The other record's property; <see langword="null"/> where it has none of the name.</summary>
    /// <param name="name">The property's name.</param>
    internal abstract PropertyInfo? Find(string name);
}

/// <inheritdoc/>
/// <typeparam name="TOptions">The other record.</typeparam>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SameAsAttribute<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions> : SameAsAttribute
{
    /// <summary>The property's name there, where it is another one.</summary>
    public string? Name { get; init; }

    /// <inheritdoc/>
    internal override PropertyInfo? Find(string name) => typeof(TOptions).GetProperty(Name ?? name);
}
