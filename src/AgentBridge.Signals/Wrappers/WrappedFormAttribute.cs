using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>The strategy that a wrapper wraps, by name, with or without its version; where that is a wrapper itself, what it wraps follows after a plus sign.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class WrappedFormAttribute : OptionFormAttribute
{
    /// <inheritdoc/>
    public override string Expected => "the name of a strategy, or wrappers and a strategy joined by +, such as session+breakout";

    /// <summary>The name in <c>momentum</c> or <c>momentum/1</c>, the form in the decision_id.</summary>
    public static string NameOf(string part) => part.Split('/')[0];

    /// <inheritdoc/>
    public override bool TryRead(string text, out object? value, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        (value, problem) = (text, null);
        return text.Split(Wrapping.Separator).All(static part => StrategyName.IsName(NameOf(part)));
    }
}
