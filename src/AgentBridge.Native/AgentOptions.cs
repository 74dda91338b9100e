using System.Globalization;
using System.Text.Json;
using AgentBridge.Engine;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Native;

/// <summary>The options of an agent.</summary>
/// <param name="Strategy">The strategy with its options.</param>
/// <param name="Risk">The gate's settings.</param>
/// <param name="Environment">backtest, dry-run or live.</param>
/// <param name="JournalDir">The folder of decision_log.csv and the action log; <see langword="null"/> in a backtest, which writes nothing.</param>
/// <param name="SignalsDir">The folder of a file channel to read in addition to the batches; <see langword="null"/> for none.</param>
/// <param name="StrategyTimeout">How long the strategy may take for a batch in dry-run and live.</param>
internal sealed record AgentOptions(Strategy Strategy, RiskOptions Risk, string Environment, string? JournalDir, string? SignalsDir, TimeSpan StrategyTimeout)
{
    private const string TimeoutName = "strategy_timeout_ms";

    /// <summary>
    /// Reads <c>{"environment":"backtest|dry-run|live","journal_dir":…,"signals_dir":…,"strategy_timeout_ms":…,"strategy":{"name":…,"assembly":…,"params":{…}},"risk":{…}}</c>; all but
    /// environment may be missing or null, journal_dir only in a backtest.
    /// </summary>
    /// <exception cref="ConfigException">At least one option is invalid.</exception>
    public static AgentOptions Parse(string json)
    {
        var errors = new List<string>();
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var risk = new Dictionary<string, string>(StringComparer.Ordinal);
        var strategy = new StrategyChoice();
        try
        {
            using var document = JsonDocument.Parse(json);
            foreach (var option in Members(document.RootElement, "the options", errors))
            {
                Take(option, texts, risk, strategy, errors);
            }
        }
        catch (JsonException failure)
        {
            throw new ConfigException([$"the options are not JSON: {failure.Message}"]);
        }

        var options = RiskSettings.Read(risk, "agentbridge.risk", errors);
        var environment = texts.GetValueOrDefault("environment", string.Empty);
        if (environment is not ("backtest" or "dry-run" or "live"))
        {
            errors.Add($"environment='{environment}': expected backtest, dry-run or live.");
        }

        var journal = texts.GetValueOrDefault("journal_dir");
        if (environment is "dry-run" or "live" && string.IsNullOrWhiteSpace(journal))
        {
            errors.Add("journal_dir is missing: no decision leaves unless its row can be written.");
        }

        var timeout = texts.TryGetValue(TimeoutName, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : Engine.StrategyTimeout.Default;
        var bound = strategy.Bind(options.MaxCapitalPct, errors);
        return errors.Count == 0
            ? new AgentOptions(bound!, options, environment, environment is "backtest" ? null : journal, texts.GetValueOrDefault("signals_dir"), TimeSpan.FromMilliseconds(timeout))
            : throw new ConfigException(errors);
    }

    private static void Take(JsonProperty option, Dictionary<string, string> texts, Dictionary<string, string> risk, StrategyChoice strategy, List<string> errors)
    {
        if (option.Value.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        switch (option.Name)
        {
            case "risk":
                foreach (var setting in Members(option.Value, "agentbridge.risk", errors))
                {
                    risk[setting.Name] = Text(setting.Value);
                }

                break;
            case "strategy":
                foreach (var setting in Members(option.Value, "agentbridge.strategy", errors))
                {
                    strategy.Take(setting, errors);
                }

                break;
            case TimeoutName:
                var timeout = BotSettings.Model.Of(nameof(BotSettings.StrategyTimeoutMs));
                if (timeout.TryRead(option.Value, textsToo: false, out var read, out var detail))
                {
                    texts[option.Name] = Convert.ToString(read, CultureInfo.InvariantCulture)!;
                }
                else
                {
                    errors.Add(timeout.ErrorOf("agentbridge." + TimeoutName, Text(option.Value), detail));
                }

                break;
            case "environment" or "journal_dir" or "signals_dir" when option.Value.ValueKind == JsonValueKind.String:
                texts[option.Name] = option.Value.GetString()!;
                break;
            default:
                errors.Add($"{option.Name} is not an option; expected one of environment, journal_dir, signals_dir (texts), strategy_timeout_ms (a number), strategy and risk (settings).");
                break;
        }
    }

    /// <summary>A text as it is, anything else as its JSON.</summary>
    internal static string Text(JsonElement value) => OptionParameter.TextOf(value);

    internal static JsonElement.ObjectEnumerator Members(JsonElement element, string what, List<string> errors)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            return element.EnumerateObject();
        }

        errors.Add($"{what} must be an object with settings.");
        return default;
    }
}
