using System.CommandLine;
using AgentBridge.Engine;
using AgentBridge.Signals;

namespace AgentBridge.Cli;

/// <summary>The strategy of a command: --strategy and --param, else MODEL_NAME and STRATEGY_PARAMS.</summary>
internal sealed class StrategyOptions
{
    private readonly Option<string?> _name = new("--strategy") { Description = "The strategy (default: MODEL_NAME); `bridge strategies` lists them", HelpName = "NAME" };

    private readonly Option<string[]> _parameters = new("--param")
    {
        Description = "A parameter of the strategy, repeatable; overrides STRATEGY_PARAMS (default: the strategy's own defaults)",
        HelpName = "NAME=VALUE",
        AllowMultipleArgumentsPerToken = false,
    };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_name);
        command.Options.Add(GlobalOptions.StrategyAssembly);
        command.Options.Add(_parameters);
    }

    /// <summary>The first of --strategy and --param that is given; null if neither is.</summary>
    public string? ChosenBy(ParseResult parsed) => new Option[] { _name, _parameters }.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false })?.Name;

    /// <summary>The strategy with its parameters.</summary>
    /// <exception cref="CliException">There is no such strategy, or a parameter is invalid.</exception>
    public Strategy Bind(ParseResult parsed, BridgeConfig config, CliHost host) => Bind(parsed.GetValue(_name), parsed.GetValue(_parameters) ?? [], config, host);

    /// <summary>The strategy of a name with its parameters.</summary>
    /// <param name="name">The name; MODEL_NAME where null.</param>
    /// <param name="parameters">Each <c>k=v</c>.</param>
    /// <param name="config">The settings.</param>
    /// <param name="host">The program's environment: streams, variables, clock.</param>
    /// <param name="place">The text before the name in an error.</param>
    /// <exception cref="CliException">There is no such strategy, or a parameter is invalid.</exception>
    public static Strategy Bind(string? name, IReadOnlyList<string> parameters, BridgeConfig config, CliHost host, string place = "--strategy ") =>
        Bind(name, parameters, config, host, () => CatalogOf(config, host), place);

    /// <summary>As <see cref="Bind(string, IReadOnlyList{string}, BridgeConfig, CliHost, string)"/>, from strategies that may be loaded already.</summary>
    public static Strategy Bind(string? name, IReadOnlyList<string> parameters, BridgeConfig config, CliHost host, Func<StrategyCatalog> catalogOf, string place = "--strategy ")
    {
        try
        {
            var catalog = catalogOf();
            var descriptor = Find(name ?? config.ModelName, name is null ? "MODEL_NAME=" : place, catalog);
            if (descriptor.Origin is null && catalog.All.FirstOrDefault(d => d.Origin is not null)?.Origin is { } unused)
            {
                host.Error.WriteLine($"bridge: {descriptor} is built in: {unused.Path} is not used (name one of its strategies with --strategy or MODEL_NAME)");
            }

            var given = parameters.Select(ParameterText.Piece).ToList();
            var isModel = string.Equals(descriptor.Name.Name, config.ModelName, StringComparison.Ordinal);
            if (!isModel && config.StrategyParams.Length > 0)
            {
                host.Error.WriteLine($"bridge: STRATEGY_PARAMS belongs to {config.ModelName} (MODEL_NAME); {descriptor.Name.Name} uses its defaults and --param");
            }

            var standing = isModel ? ParameterText.Split(config.StrategyParams).Where(s => !given.Exists(g => string.Equals(g.Key, s.Key, StringComparison.Ordinal))) : [];
            return StrategyStart.Bind(descriptor, standing.Concat(given), config.MaxCapitalPct);
        }
        catch (StrategyException exception)
        {
            throw new CliException(ExitCodes.Usage, Remedies.TextOf(exception), exception);
        }
    }

    /// <summary>The strategies that can be named: the built-in ones, and those of the assembly of --strategy-assembly or STRATEGY_ASSEMBLY.</summary>
    /// <exception cref="StrategyException">The assembly can't be used.</exception>
    public static StrategyCatalog CatalogOf(BridgeConfig config, CliHost host)
    {
        if (config.StrategyAssembly.Length == 0)
        {
            return StrategyCatalog.BuiltIn;
        }

        if (host.OwnsProcess)
        {
            StrayExceptions.Contain(line => host.Error.WriteLine("bridge: " + line));
        }

        return StrategyAssembly.CatalogWith(host.FullPath(config.StrategyAssembly));
    }

    /// <summary>The strategy of a name.</summary>
    /// <param name="name">As the user wrote it, without a version.</param>
    /// <param name="place">The text before the name.</param>
    /// <param name="catalog">The available strategies.</param>
    /// <exception cref="CliException">There is no such strategy.</exception>
    public static StrategyDescriptor Find(string name, string place, StrategyCatalog catalog) =>
        catalog.All.FirstOrDefault(d => string.Equals(d.Name.Name, name, StringComparison.Ordinal))
        ?? throw new CliException(ExitCodes.Usage, $"{place}{name}: there is no such strategy; available: {string.Join(", ", catalog.All.Select(d => d.Name.Name))}{OwnOnes(catalog)}");

    private static string OwnOnes(StrategyCatalog catalog) =>
        catalog.All.Any(d => d.Origin is not null) ? string.Empty : "; add one of yours with --strategy-assembly FILE.dll or STRATEGY_ASSEMBLY";
}
