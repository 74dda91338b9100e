namespace AgentBridge.Engine;

/// <summary>A setting: what the documents say of it.</summary>
/// <param name="Name">Its name in <c>.env</c> and in the environment.</param>
/// <param name="Meaning">What it sets.</param>
/// <param name="Range">What it accepts.</param>
/// <param name="Default">The default.</param>
/// <param name="Required">Whether the strict reading demands it.</param>
/// <param name="Secret">Whether its value may hold a secret; messages then never show it.</param>
public sealed record ConfigKey(string Name, string Meaning, string Range, string Default, bool Required, bool Secret);

/// <summary>Puts a setting's text into the settings.</summary>
/// <param name="config">The settings so far.</param>
/// <param name="text">The text, without the spaces around it.</param>
/// <param name="problem">What is wrong with the text, without any part of it; <see langword="null"/> where it is just not in the range.</param>
/// <returns>The settings with the value; <see langword="null"/> where the text is not in the range.</returns>
internal delegate BridgeConfig? ConfigReader(BridgeConfig config, string text, out string? problem);

/// <summary>A setting and how it is read.</summary>
internal sealed record ConfigRule(ConfigKey Key, ConfigReader Read);
