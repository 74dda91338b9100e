using System.Globalization;
using AgentBridge.Market;
using AgentBridge.Signals;

namespace AgentBridge.Engine;

/// <summary>The kinds of settings; numbers are read in the invariant culture.</summary>
internal static class ConfigReaders
{
    public static ConfigReader Checked(Func<string, bool> isInRange, Func<BridgeConfig, string, BridgeConfig> set) =>
        (BridgeConfig config, string text, out string? problem) =>
        {
            problem = null;
            return isInRange(text) ? set(config, text) : null;
        };

    public static ConfigReader Number(Func<double, bool> isInRange, Func<BridgeConfig, double, BridgeConfig> set) =>
        (BridgeConfig config, string text, out string? problem) =>
        {
            var isNumber = CsvText.TryNumber(text, out var value);
            problem = isNumber ? null : "is not a number with a decimal point";
            return isNumber && isInRange(value) ? set(config, value) : null;
        };

    public static ConfigReader Whole(int from, int to, Func<BridgeConfig, int, BridgeConfig> set) =>
        (BridgeConfig config, string text, out string? problem) =>
        {
            var isNumber = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value);
            problem = isNumber ? null : "is not a whole number";
            return isNumber && value >= from && value <= to ? set(config, value) : null;
        };

    public static ConfigReader Word<T>(Func<BridgeConfig, T, BridgeConfig> set, params (string Word, T Value)[] words) =>
        (BridgeConfig config, string text, out string? problem) =>
        {
            problem = null;
            var index = Array.FindIndex(words, word => string.Equals(word.Word, text, StringComparison.Ordinal));
            return index >= 0 ? set(config, words[index].Value) : null;
        };

    public static BridgeConfig? Redis(BridgeConfig config, string text, out string? problem) =>
        RedisUrl.TryParse(text, out var url, out problem) ? config with { RedisUrl = url } : null;

    public static BridgeConfig? Parameters(BridgeConfig config, string text, out string? problem)
    {
        try
        {
            problem = null;
            _ = ParameterText.Split(text);
            return config with { StrategyParams = text };
        }
        catch (StrategyException exception)
        {
            problem = exception.Message;
            return null;
        }
    }

    public static BridgeConfig? Candle(BridgeConfig config, string text, out string? problem)
    {
        problem = null;
        return Timeframe.TryParseTraded(text, out var timeframe) ? config with { Timeframe = timeframe } : null;
    }

    public static BridgeConfig? Step(BridgeConfig config, string text, out string? problem)
    {
        problem = null;
        return PriceSteps.TryParse(text, out var step) ? config with { TickSize = step } : null;
    }
}
