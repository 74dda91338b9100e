using AgentBridge.Engine;
using AgentBridge.Exchanges;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;
using AgentBridge.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AgentBridge.Extensions;

/// <summary>
/// Reads the settings and everything that depends on them alone; all errors of one kind are reported together. The host asks for it when it
/// starts, so that wrong settings end the start.
/// </summary>
internal sealed class SettingsReader(IConfiguration configuration, IServiceProvider services) : IOptionsFactory<Setup>
{
    /// <summary>The one key that <c>.env</c> does not have: the command line has an option for it.</summary>
    public const string ExchangeUrl = "EXCHANGE_URL";

    private readonly ILogger _logger = SafeLogger.Of((services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger(typeof(SettingsReader).FullName!));
    private readonly Lock _gate = new();
    private StrategyCatalog? _catalog;
    private Setup? _setup;

    /// <summary>The strategies: the built-in ones, those of the program, and those of STRATEGY_ASSEMBLY.</summary>
    public StrategyCatalog Catalog
    {
        get
        {
            _ = Create(Options.DefaultName);
            return _catalog!;
        }
    }

    /// <summary>Where the settings are, for messages.</summary>
    private string Place => configuration is IConfigurationSection section ? $"section {section.Path}" : "the configuration";

    /// <inheritdoc/>
    /// <exception cref="OptionsValidationException">A setting is missing, unknown, unreadable or out of range; one failure for each.</exception>
    public Setup Create(string name)
    {
        // Asked by the check at the start and by the first user: read once.
        lock (_gate)
        {
            return _setup ??= Read(name);
        }
    }

    private Setup Read(string name)
    {
        var errors = new List<string>();
        var values = Values();
        var exchange = Exchange(values, errors);
        var settings = Settings(values, errors);
        var strategy = settings is null ? null : Bind(settings, errors);
        return errors.Count == 0 ? new Setup(settings!, exchange, strategy!) : throw new OptionsValidationException(name, typeof(BridgeConfig), errors);
    }

    /// <summary>The values by key; a list, as JSON has them, is joined by commas.</summary>
    private Dictionary<string, string> Values()
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var child in configuration.GetChildren())
        {
            var parts = child.GetChildren().ToList();
            if (child.Value is { } value)
            {
                values[child.Key] = value;
            }
            else if (parts.Count > 0 && (configuration is IConfigurationSection || parts.Exists(part => string.Equals(part.Key, "0", StringComparison.Ordinal))))
            {
                values[child.Key] = string.Join(',', parts.Select(part => part.Value));
            }
        }

        return values;
    }

    private BinanceOptions Exchange(Dictionary<string, string> values, List<string> errors)
    {
        var options = new BinanceOptions();
        if (!values.Remove(ExchangeUrl, out var text))
        {
            return options;
        }

        var address = BinanceOptions.Model.Of(nameof(BinanceOptions.BaseUrl));
        if (address.TryRead(text, out var url, out var problem))
        {
            return options with { BaseUrl = (Uri)url! };
        }

        errors.Add($"{address.ErrorOf(ExchangeUrl, text, problem)} ({Place})");
        return options;
    }

    private BridgeConfig? Settings(Dictionary<string, string> values, List<string> errors)
    {
        try
        {
            var own = services.GetServices<StrategyDescriptor>().Select(strategy => strategy.Name.Name).ToList();
            var loaded = BridgeConfig.LoadConfigFrom(values, Place, configuration is IConfigurationSection, own);
            foreach (var warning in loaded.Warnings)
            {
                _logger.SettingIgnored(warning);
            }

            return loaded.Config;
        }
        catch (ConfigException exception)
        {
            errors.AddRange(exception.Errors);
            return null;
        }
    }

    private Strategy? Bind(BridgeConfig settings, List<string> errors)
    {
        try
        {
            _catalog ??= StrategyAssembly.CatalogWith(
                settings.StrategyAssembly, StrategyCatalog.BuiltIn.With(services.GetServices<StrategyDescriptor>(), nameof(AgentBridgeServices.AddAgentBridgeStrategy)), _logger);
            var strategy = StrategyStart.Bind(_catalog.Find(settings.ModelName), ParameterText.Split(settings.StrategyParams), settings.MaxCapitalPct);
            if (strategy.Needs.Problem(settings.Timeframe) is { } problem)
            {
                errors.Add($"TIMEFRAME={settings.Timeframe}: strategy {settings.ModelName} needs {problem} ({Place})");
            }

            BinanceClient.RequireTimeframe(settings.Timeframe);
            return strategy;
        }
        catch (StrategyException exception)
        {
            errors.AddRange(exception.Errors.Select(error => $"MODEL_NAME={settings.ModelName}: {error} ({Place})"));
        }
        catch (CandleSourceException exception)
        {
            errors.Add($"TIMEFRAME={settings.Timeframe}: {exception.Message} ({Place})");
        }

        return null;
    }
}
