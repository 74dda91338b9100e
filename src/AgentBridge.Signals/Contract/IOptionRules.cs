using System.Diagnostics.CodeAnalysis;

namespace AgentBridge.Signals;

/// <summary>Rules between the options of a strategy, beside the range of each.</summary>
public interface IOptionRules
{
    /// <summary>One line for each rule that is broken, naming the options as they are written (<c>fast must be less than slow</c>).</summary>
    IEnumerable<string> Validate();
}

/// <summary>What the options' type must keep when a program is trimmed.</summary>
internal static class OptionMembers
{
    public const DynamicallyAccessedMemberTypes Needed = DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicParameterlessConstructor;
}
