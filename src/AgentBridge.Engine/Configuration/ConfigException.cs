namespace AgentBridge.Engine;

/// <summary>The settings are invalid. The message has one line for each error: key, value, range and place; secrets are masked.</summary>
public sealed class ConfigException : Exception
{
    /// <summary>Errors in the settings.</summary>
    /// <param name="errors">At least one line.</param>
    public ConfigException(IReadOnlyList<string> errors)
        : base(string.Join('\n', errors)) => Errors = errors;

    /// <summary>The errors, one line each.</summary>
    public IReadOnlyList<string> Errors { get; }
}
