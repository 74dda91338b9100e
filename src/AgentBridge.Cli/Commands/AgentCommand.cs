using System.Collections.Immutable;
using System.CommandLine;
using AgentBridge.Engine;

namespace AgentBridge.Cli;

/// <summary><c>bridge agent</c></summary>
internal static class AgentCommand
{
    public static Command Create(CliHost host)
    {
        var pairs = GlobalOptions.Setting<ImmutableArray<string>>("--pairs", "The pairs (default: PAIRS, else DEFAULT_SYMBOL)", "A,B,…", "PAIRS");
        var strategy = new Option<string?>("--strategy") { Description = "The strategies, each for every pair (default: MODEL_NAME); `bridge strategies` lists them", HelpName = "NAME[,NAME…]" };
        var parameters = new Option<string[]>("--param") { Description = "A parameter of the strategy, repeatable, if there is one strategy; overrides STRATEGY_PARAMS", HelpName = "NAME=VALUE", AllowMultipleArgumentsPerToken = false };
        var timeframe = GlobalOptions.Timeframe();
        var exchange = Exchanges.Option();
        var redis = GlobalOptions.Redis();
        var level = GlobalOptions.Setting<AgentLogLevel>("--log-level", "The least important lines that are printed (default: LOG_LEVEL)", "debug|info|warn|error", "LOG_LEVEL");
        var http = new Option<string?>("--http") { Description = "Answer GET /health, /ready and /metrics here; an address of this machine alone", HelpName = "[ADDRESS:]PORT" };
        var remote = new Option<bool>("--http-allow-remote") { Description = "Let --http listen where other machines can reach it" };
        var command = new Command("agent", "Decides many pairs on an exchange, each on every closed candle, until SIGTERM or Ctrl+C; SIGHUP reads the settings again")
        {
            pairs, strategy, GlobalOptions.StrategyAssembly, parameters, timeframe, exchange, redis, level, http, remote,
        };
        command.SetAction((parsed, cancellationToken) => AgentProgram.RunAsync(
            new AgentArguments(
                parsed,
                Pairs(parsed.GetValue(pairs)),
                Strategies(parsed.GetValue(strategy), parsed.GetValue(parameters) ?? []),
                [.. parsed.GetValue(parameters) ?? []],
                parsed.GetValue(timeframe),
                Exchanges.BaseUrl(parsed.GetValue(exchange)),
                parsed.GetValue(redis),
                parsed.GetValue(level) is var chosen && chosen == AgentLogLevel.Unspecified ? null : chosen,
                parsed.GetValue(http) is { } address ? HttpAddress.Parse(address, parsed.GetValue(remote)) : null,
                parsed.GetValue(GlobalOptions.Json)),
            host,
            cancellationToken));
        return command;
    }

    /// <summary>Without pairs where the option is given (an unset variable in a script), nobody means the default pair.</summary>
    private static ImmutableArray<string> Pairs(ImmutableArray<string> named) => named switch
    {
        { IsDefault: true } => [],
        { IsEmpty: true } => throw new CliException(ExitCodes.Usage, "--pairs names no pair; name some, such as BTC/USDT,ETH/USDT, or leave it out for PAIRS"),
        _ => named,
    };

    private static ImmutableArray<string> Strategies(string? text, string[] parameters)
    {
        var names = text is null ? [] : text.Split(',', StringSplitOptions.TrimEntries);
        if (names.Contains(string.Empty, StringComparer.Ordinal))
        {
            throw new CliException(ExitCodes.Usage, $"--strategy '{text}': one of the names is empty; expected names such as breakout,macd, or leave it out for MODEL_NAME");
        }

        if (names.Distinct(StringComparer.Ordinal).Count() != names.Length)
        {
            throw new CliException(ExitCodes.Usage, $"--strategy {text}: one of them is there twice");
        }

        return names.Length > 1 && parameters.Length > 0
            ? throw new CliException(ExitCodes.Usage, $"--param belongs to one strategy, and --strategy names {string.Join(", ", names)}; leave it out, or run an agent for each")
            : [.. names];
    }
}
