using System.Globalization;

namespace AgentBridge.Signals;

/// <summary>
/// The identity of a strategy: a name and a version, <c>breakout/1</c>. Both are part of every decision_id: a new option or changed logic is a new
/// version.
/// </summary>
public sealed record StrategyName
{
    /// <summary>The maximum version.</summary>
    public const int MaxVersion = 9_999;

    private const int MaxLength = 40;

    /// <summary>Creates a name with a version.</summary>
    /// <param name="name">1 to 40 of a-z, 0-9 and -, a letter first.</param>
    /// <param name="version">From 1 to 9,999.</param>
    /// <exception cref="StrategyException">The name or the version is invalid.</exception>
    public StrategyName(string name, int version)
    {
        if (!IsName(name))
        {
            throw new StrategyException($"strategy name '{name}': expected 1 to {MaxLength.ToString(CultureInfo.InvariantCulture)} of a-z, 0-9 and -, a letter first");
        }

        if (version is < 1 or > MaxVersion)
        {
            throw new StrategyException($"strategy {name}: version {version.ToString(CultureInfo.InvariantCulture)}: expected a whole number from 1 to 9999");
        }

        Name = name;
        Version = version;
    }

    /// <summary>The name alone, as users write it.</summary>
    public string Name { get; }

    /// <summary>The version.</summary>
    public int Version { get; }

    /// <summary>Whether a text can be a strategy's name.</summary>
    /// <param name="text">The text to check.</param>
    public static bool IsName(string? text) =>
        text is { Length: >= 1 and <= MaxLength } && text[0] is >= 'a' and <= 'z' && text.All(static c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');

    /// <summary>Name and version as they enter the decision_id, <c>breakout/1</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}/{Version}");
}
