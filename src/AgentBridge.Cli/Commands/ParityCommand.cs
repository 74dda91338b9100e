using System.CommandLine;
using AgentBridge.Backtesting;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary><c>bridge parity</c></summary>
internal static class ParityCommand
{
    public static Command Create(CliHost host)
    {
        var arguments = new BacktestArguments();
        var release = GlobalOptions.OneOf("--freqtrade", "Which release", [.. FreqtradeRelease.All.Select(r => r.Version)]);
        var keep = new Option<string?>("--keep") { Description = "An empty folder for Freqtrade's files (default: a temporary one, which is deleted)", HelpName = "FOLDER" };
        var planned = new Option<string?>("--strategy-file") { Description = "A Freqtrade strategy that trades the signals of planned.file in its configuration; its class is named as the file, planned.py as Planned (default: AgentBridgeStrategy)", HelpName = "FILE.py" };
        var dataFormat = GlobalOptions.OneOf("--data-format", "The candle files that Freqtrade reads; its reader of JSON is not exact, see --json-as-freqtrade", ["feather", "json"]);
        var rules = new Option<string?>("--rules") { Description = "Not of parity: --freqtrade names the release", Hidden = true };
        var all = new Option<bool>("--all") { Description = "Every strategy with its defaults, on both releases or on that of --freqtrade: the long check" };
        var command = new Command("parity", "Runs a backtest here and on the real Freqtrade, and compares the trades in nine fields; exits with 1 if they differ") { release, all, keep, planned, dataFormat, rules };
        arguments.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(rules) is { } named)
            {
                throw new CliException(ExitCodes.Usage, string.Equals(named, BacktestRules.Realistic.Name, StringComparison.Ordinal)
                    ? $"--rules {named}: no release of Freqtrade fills orders by these rules, so there is nothing to compare with; bridge backtest runs them"
                    : "--rules is an option of backtest; here --freqtrade names the release, and its rules follow");
            }

            if (parsed.GetValue(all))
            {
                return await RunAllAsync();
            }

            var input = arguments.Read(parsed, host);
            var strategy = parsed.GetValue(planned) is { } file ? ExistingFile(file, host) : null;
            if (input.Options.PartialExits && strategy is null)
            {
                throw new CliException(ExitCodes.Usage, "--partial-exits: AgentBridgeStrategy closes a whole trade at TP1, so there is nothing to compare with; leave it out, or name a strategy with --strategy-file");
            }

            if (input.Pairs[0].IsFuture && strategy is null)
            {
                throw new CliException(ExitCodes.Usage, "futures: AgentBridgeStrategy trades spot, so there is nothing to compare with; name a strategy with --strategy-file");
            }

            var isJson = string.Equals(parsed.GetValue(dataFormat), "json", StringComparison.Ordinal);
            if (isJson && !input.HasJsonPrices)
            {
                var count = input.Pairs.Sum(pair => (long)JsonDoubles.CountOf(pair.Candles) + (pair.Detail is { } detail ? JsonDoubles.CountOf(detail) : 0));
                host.Error.WriteLine(FormattableString.Invariant($"bridge: Freqtrade reads {count} prices of the JSON files one unit of the last place off (JSON_DOUBLES); with --json-as-freqtrade they are the same here"));
            }

            var version = FreqtradeRelease.Of(parsed.GetRequiredValue(release));
            var run = new ParityRun(version, Tools.RequireInstallation(host, "parity"), host) { WithTiers = file => arguments.WithTiers(file, version.Version, parsed, host), PlannedStrategy = strategy, DataFormat = isJson ? CandleFileFormat.Json : CandleFileFormat.Feather };
            var report = await run.RunAsync(input, parsed.GetValue(keep), cancellationToken);
            ParityOutput.Show(report, parsed.GetValue(GlobalOptions.Json), host);
            return report.IsEqual ? ExitCodes.Success : ExitCodes.CheckFailed;

            async Task<int> RunAllAsync()
            {
                var other = arguments.ChosenBy(parsed) ?? new Option[] { keep, planned, dataFormat }.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false })?.Name;
                if (other is not null)
                {
                    throw new CliException(ExitCodes.Usage, $"--all and {other} exclude each other: --all runs every strategy with its defaults");
                }

                var releases = parsed.GetResult(release) is { Implicit: false } ? [FreqtradeRelease.Of(parsed.GetRequiredValue(release))] : FreqtradeRelease.All;
                var loaded = arguments.Load(parsed, host);
                var installation = Tools.RequireInstallation(host, "parity");
                var checks = new ParityAll(releases, version => new ParityRun(version, installation, host), parsed.GetValue(GlobalOptions.Json), host);
                var areEqual = await checks.RunAsync(BacktestArguments.Catalog(loaded, host).All, name => arguments.Read(loaded, parsed, host, name), cancellationToken);
                return areEqual ? ExitCodes.Success : ExitCodes.CheckFailed;
            }
        });
        return command;
    }

    private static string ExistingFile(string given, CliHost host)
    {
        var path = host.FullPath(given);
        return File.Exists(path) ? path : throw new CliException(ExitCodes.Usage, $"--strategy-file {given}: there is no such file");
    }
}
