using System.Collections.Immutable;
using AgentBridge.Schema;

namespace AgentBridge.Engine;

/// <summary>
/// Every setting: the one table behind parsing, <c>envs/.env.example</c> and <c>envs/README.md</c>. A row is a property of
/// <see cref="BridgeConfig"/>: its name, type, range, form, meaning and initial value are the key's.
/// </summary>
public static class ConfigKeys
{
    internal static OptionsModel<BridgeConfig> Model { get; } = OptionsModel.Build(string.Empty, static () => new BridgeConfig(), OptionTypes.Settings);

    /// <summary>How one setting is parsed and the texts of its errors; for command options with the same meaning.</summary>
    /// <param name="key">The key, such as <c>TIMEFRAME</c>.</param>
    public static OptionParameter Of(string key) => Model.Parameters.First(p => string.Equals(ConfigKey.NameOf(p.Name), key, StringComparison.Ordinal));

    /// <summary>All settings, the required ones first.</summary>
    public static ImmutableArray<ConfigKey> All { get; } = [.. Model.Parameters.Select(ConfigKey.Of).OrderBy(key => key.Required ? 0 : 1)];
}
