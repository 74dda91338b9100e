using AgentBridge.Schema;

namespace AgentBridge.Engine;

/// <summary>The documentation of a setting.</summary>
/// <param name="Name">Its name in <c>.env</c> and in the environment.</param>
/// <param name="Meaning">What it does, in one sentence for people.</param>
/// <param name="Range">The accepted values.</param>
/// <param name="Default">The value that is used where it may be missing, as it would be written in <c>.env</c>.</param>
/// <param name="Required">Whether the strict reading demands it.</param>
/// <param name="Secret">Whether its value may hold a secret; messages then never show it.</param>
public sealed record ConfigKey(string Name, string Meaning, string Range, string Default, bool Required, bool Secret)
{
    internal static ConfigKey Of(OptionParameter parameter) => new(
        NameOf(parameter.Name), parameter.Meaning, parameter.Expected, parameter.Default, parameter.IsRequired, parameter.IsSecret);

    /// <summary>The name of an option in <c>.env</c>: <c>MIN_RR</c> for min_rr.</summary>
    internal static string NameOf(string option) => option.ToUpperInvariant();
}
