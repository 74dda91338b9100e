using System.Collections.Immutable;
using System.CommandLine;
using AgentBridge.Engine;

namespace AgentBridge.Cli;

/// <summary><c>bridge run-cycle</c></summary>
internal static class RunCycleCommand
{
    public static Command Create(CliHost host)
    {
        var candles = new CandleOptions("Decide on the newest candle of this file; a history is decided as of its last close and not published");
        var exchange = Exchanges.Option();
        var symbol = GlobalOptions.Symbol();
        var timeframe = GlobalOptions.Timeframe();
        var strategy = new StrategyOptions();
        var tick = GlobalOptions.Tick();
        var quarantine = GlobalOptions.Quarantine();
        var redis = GlobalOptions.Redis();
        var loop = new Option<bool>("--loop") { Description = "The agent: a cycle on every closed candle of the exchange until Ctrl+C" };
        var command = new Command("run-cycle", "One cycle: candles, strategy, risk gate, journal, channel; prints NO_TRADE or the signal")
        {
            candles.Candles, candles.Pairs, candles.TimeUnit, exchange, symbol, timeframe, tick, quarantine, redis, loop,
        };
        strategy.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = Settings.LoadToDecide(parsed, host).WithTick(parsed.GetValue(tick));
            var isFile = parsed.GetValue(candles.Candles) is { Length: > 0 };
            if (isFile && (parsed.GetValue(exchange) is not null || parsed.GetValue(loop)))
            {
                throw new CliException(ExitCodes.Usage, parsed.GetValue(loop) ? "--loop follows an exchange; a file has no next candle (use dry-run)" : "--candles or --exchange, not both");
            }

            var bound = strategy.Bind(parsed, settings.Config, host);
            var arguments = new CycleArguments(
                isFile ? StrategyFiles.Settle(candles.Read(parsed, parsed.GetValue(symbol), parsed.GetValue(timeframe), host), parsed.GetValue(symbol), parsed.GetValue(timeframe), bound, settings.Config, host) : null,
                Exchanges.BaseUrl(parsed.GetValue(exchange)),
                Symbols(parsed.GetValue(symbol), settings.Config),
                CandleFiles.Timeframe(parsed.GetValue(timeframe), settings.Config),
                bound,
                parsed.GetValue(quarantine),
                parsed.GetValue(redis),
                parsed.GetValue(GlobalOptions.Json));
            if (!isFile)
            {
                StrategyFiles.RequireTimeframe(bound, arguments.Timeframe);
                RequireStepPerPair(arguments, settings.Config);
            }

            return await (isFile
                ? FileCycle.RunAsync(arguments, settings, host, cancellationToken)
                : parsed.GetValue(loop)
                    ? AgentRun.RunAsync(arguments, settings, host, cancellationToken)
                    : ExchangeCycle.RunAsync(arguments, settings, host, cancellationToken));
        });
        return command;
    }

    /// <summary>The pairs that are decided on an exchange: that of --symbol, else PAIRS, else DEFAULT_SYMBOL.</summary>
    private static ImmutableArray<string> Symbols(string? symbol, BridgeConfig config) =>
        symbol is not null ? [CandleFiles.Symbol(symbol, "--symbol")] : config.Pairs.Length > 0 ? config.Pairs : [config.DefaultSymbol];

    /// <summary>One price step for several markets is that of none.</summary>
    private static void RequireStepPerPair(CycleArguments arguments, BridgeConfig config)
    {
        if (arguments.HasSeveral && config.TickSize.IsKnown)
        {
            throw new CliException(ExitCodes.Usage, $"--tick (TICK_SIZE) {config.TickSize} is the price step of one market, and PAIRS names {string.Join(", ", arguments.Symbols)}; leave it out: the exchange reports each");
        }
    }
}
