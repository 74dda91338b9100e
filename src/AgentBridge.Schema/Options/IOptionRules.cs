using System.Diagnostics.CodeAnalysis;

namespace AgentBridge.Schema;

/// <summary>Rules between options, in addition to the range of each.</summary>
public interface IOptionRules
{
    /// <summary>
    /// One line for each broken rule, with the options' names as written (<c>fast must be less than slow</c>). The caller that reports it
    /// adds their values.
    /// </summary>
    IEnumerable<string> Validate();
}

/// <summary>The members of an options type that trimming must preserve.</summary>
public static class OptionMembers
{
    /// <summary>Its public properties.</summary>
    public const DynamicallyAccessedMemberTypes Needed = DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicParameterlessConstructor;
}
