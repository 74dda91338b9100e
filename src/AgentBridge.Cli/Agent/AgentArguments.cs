using System.Collections.Immutable;
using System.CommandLine;
using AgentBridge.Engine;
using AgentBridge.Signals;

namespace AgentBridge.Cli;

/// <summary>The arguments of <c>agent</c>. Read together with the settings, at the start and at every reload: what an option names, the settings do not change.</summary>
/// <param name="Parsed">The command line, which also names the settings file.</param>
/// <param name="Pairs">--pairs; empty for PAIRS, else DEFAULT_SYMBOL.</param>
/// <param name="Strategies">--strategy; empty for MODEL_NAME.</param>
/// <param name="Parameters">--param, each <c>k=v</c>.</param>
/// <param name="Timeframe">--timeframe; <see langword="null"/> for TIMEFRAME.</param>
/// <param name="Exchange">--exchange; <see langword="null"/> for the standard one.</param>
/// <param name="Redis">--redis; <see langword="null"/> for REDIS_URL.</param>
/// <param name="LogLevel">--log-level; <see langword="null"/> for LOG_LEVEL.</param>
/// <param name="Http">Where the endpoints are; <see langword="null"/> for none.</param>
/// <param name="Json">--json: lines are documents.</param>
internal sealed record AgentArguments(
    ParseResult Parsed,
    ImmutableArray<string> Pairs,
    ImmutableArray<string> Strategies,
    ImmutableArray<string> Parameters,
    string? Timeframe,
    Uri? Exchange,
    string? Redis,
    AgentLogLevel? LogLevel,
    HttpAddress? Http,
    bool Json)
{
    /// <summary>The settings, those that options name among them.</summary>
    public Settings Load(CliHost host)
    {
        var settings = Settings.LoadToDecide(Parsed, host);
        var config = settings.Config;
        return settings with
        {
            Config = config with
            {
                Pairs = !Pairs.IsEmpty ? Pairs : !config.Pairs.IsEmpty ? config.Pairs : [config.DefaultSymbol],
                Timeframe = CandleFiles.Timeframe(Timeframe, config),
                LogLevel = LogLevel ?? config.LogLevel,
            },
        };
    }

    /// <summary>The loops of these settings: every strategy for every pair.</summary>
    /// <param name="settings">From <see cref="Load"/>.</param>
    /// <param name="catalog">The available strategies.</param>
    /// <param name="host">The program's environment: streams, variables, clock.</param>
    /// <exception cref="CliException">A strategy does not exist, can't run on the timeframe, or has an invalid parameter.</exception>
    public IReadOnlyList<AgentUnit> Units(Settings settings, StrategyCatalog catalog, CliHost host)
    {
        var config = settings.Config;
        if (config.Pairs.Length > 1 && config.TickSize.IsKnown)
        {
            throw new CliException(ExitCodes.Usage, $"TICK_SIZE={config.TickSize} is the price step of one market, and the pairs are {string.Join(", ", config.Pairs)}; leave it out: the exchange reports each");
        }

        string?[] names = Strategies.IsEmpty ? [null] : [.. Strategies];
        var strategies = names.Select(name => StrategyOptions.Bind(name, Parameters, config, host, () => catalog)).ToList();
        strategies.ForEach(strategy => StrategyFiles.RequireTimeframe(strategy, config.Timeframe));
        return [.. config.Pairs.SelectMany(pair => strategies.Select(strategy => new AgentUnit(pair, strategy, config.RiskOptions, config.StrategyTimeoutMs)))];
    }
}
