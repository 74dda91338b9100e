using System.CommandLine;

namespace AgentBridge.Cli;

/// <summary><c>bridge dry-run</c></summary>
internal static class DryRunCommand
{
    public static Command Create(CliHost host)
    {
        var who = GlobalOptions.OneOf("--host", "Who trades", "auto", "freqtrade", "paper");
        var noInstall = new Option<bool>("--no-install") { Description = "Use what is installed; install nothing" };
        var candles = new CandleOptions("Recorded candles to replay (default: a generated sample); for a strategy that uses another pair, one --candles a pair");
        var symbol = GlobalOptions.Symbol();
        var timeframe = GlobalOptions.Timeframe();
        var strategy = new StrategyOptions();
        var tick = GlobalOptions.Tick();
        var quarantine = GlobalOptions.Quarantine();
        var redis = GlobalOptions.Redis();
        redis.Description = "A Redis server to use instead of a private one; the replay writes its signals there";
        var seed = GlobalOptions.Whole("--seed", "The seed of the generated sample", "N", long.MinValue, long.MaxValue, 1);
        var seconds = GlobalOptions.Whole("--seconds", "The maximum duration; after that, exit 1", "N", 1, 86_400, 240);
        var freqtrade = GlobalOptions.OneOf("--freqtrade", "Which Freqtrade trades", [.. FreqtradeRelease.All.Select(r => r.Version)]);
        var until = GlobalOptions.OneOf("--until", "How the trade that Freqtrade takes should end", "any", "tp1", "stop");
        var command = new Command("dry-run", "The main job: replays candles as a market, decides, publishes, trades without money, checks the gates")
        {
            who, noInstall, candles.Candles, candles.Pairs, candles.TimeUnit, symbol, timeframe, tick, quarantine, redis, seed, seconds, freqtrade, until,
        };
        strategy.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = Settings.LoadToDecide(parsed, host).WithTick(parsed.GetValue(tick));
            var arguments = new DryRunArguments(
                HostOf(parsed.GetValue(who), isNamed: parsed.GetResult(who) is { Implicit: false }, isReleaseNamed: parsed.GetResult(freqtrade) is { Implicit: false }),
                candles.Read(parsed, parsed.GetValue(symbol), parsed.GetValue(timeframe), host),
                parsed.GetValue(symbol),
                parsed.GetValue(timeframe),
                strategy.Bind(parsed, settings.Config, host),
                parsed.GetValue(quarantine),
                parsed.GetValue(redis),
                parsed.GetValue(seed),
                (int)parsed.GetValue(seconds),
                parsed.GetRequiredValue(freqtrade),
                parsed.GetValue(until) switch { "tp1" => ScenarioEnd.Tp1, "stop" => ScenarioEnd.Stop, _ => ScenarioEnd.None },
                !parsed.GetValue(noInstall),
                parsed.GetValue(GlobalOptions.Json));
            return await new DryRun(arguments, settings, host).RunAsync(cancellationToken);
        });
        return command;
    }

    /// <summary>A named release is required, not paper instead; with --host auto paper is still allowed.</summary>
    private static DryRunHost HostOf(string? who, bool isNamed, bool isReleaseNamed) => who switch
    {
        "freqtrade" => DryRunHost.Freqtrade,
        "paper" => DryRunHost.Paper,
        _ => isReleaseNamed && !isNamed ? DryRunHost.Freqtrade : DryRunHost.Auto,
    };
}
