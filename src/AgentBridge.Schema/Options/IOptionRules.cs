using System.Diagnostics.CodeAnalysis;

namespace AgentBridge.Schema;

/// <summary>Rules between options, beside the range of each.</summary>
public interface IOptionRules
{
    /// <summary>
    /// One line for each rule that is broken, naming the options as they are written (<c>fast must be less than slow</c>). Who reports it
    /// adds their values.
    /// </summary>
    IEnumerable<string> Validate();
}

/// <summary>What the type of options must keep when a program is trimmed.</summary>
public static class OptionMembers
{
    /// <summary>Its public properties.</summary>
    public const DynamicallyAccessedMemberTypes Needed = DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicParameterlessConstructor;
}
