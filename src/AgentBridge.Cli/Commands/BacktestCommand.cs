using System.CommandLine;
using AgentBridge.Backtesting;

namespace AgentBridge.Cli;

/// <summary><c>bridge backtest</c></summary>
internal static class BacktestCommand
{
    private const int MostSimulations = 100_000;

    public static Command Create(CliHost host)
    {
        var arguments = new BacktestArguments();
        var fills = new FillArguments();
        var rules = GlobalOptions.OneOf("--rules", "The rules of the fills: those of a Freqtrade release, or realistic with parameters", [.. BacktestRules.All.Append(BacktestRules.Realistic).Select(r => r.Name)]);
        var trades = new Option<string?>("--trades") { Description = "A file for the trades: one JSON document a line, in Freqtrade's names", HelpName = "FILE.jsonl" };
        var html = new Option<string?>("--html") { Description = "A file for the report: one page with charts and tables for a browser, which loads nothing from elsewhere", HelpName = "FILE.html" };
        var export = new Option<string?>("--export") { Description = "Result files that freqtrade backtesting-show and FreqUI open, in the layout of the rules' release", HelpName = "freqtrade" };
        _ = export.AcceptOnlyFromAmong("freqtrade");
        var exportFolder = new Option<string>("--export-directory") { Description = "The folder of the files of --export", HelpName = "FOLDER", DefaultValueFactory = _ => Path.Combine("user_data", "backtest_results") };
        var simulations = GlobalOptions.Whole("--simulations", "How often the trades are shuffled, drawn anew with replacement, and entered at random; 0 for not at all", "N", 0, MostSimulations, 1_000);
        var seed = GlobalOptions.Whole("--seed", "The seed of the random numbers of --simulations", "N", int.MinValue, int.MaxValue, 1);
        var command = new Command("backtest", "Plays the signals of a strategy or a file over candles, by the rules of a Freqtrade release or with realistic fills") { rules, trades, html, export, exportFolder, simulations, seed };
        fills.AddTo(command);
        arguments.AddTo(command);
        command.SetAction(parsed =>
        {
            var named = BacktestRules.Find(parsed.GetRequiredValue(rules))!;
            fills.Require(parsed, named);
            if (parsed.GetValue(export) is not null && named.Fills is not null)
            {
                throw new CliException(ExitCodes.Usage, $"--export: Freqtrade's result files state the trades of its own rules; leave out --rules {named.Name}, or --export");
            }

            var input = arguments.Read(parsed, host);
            var chosen = fills.Read(parsed, named, input.Options.Fee);
            if (chosen.Fills is { } parameters)
            {
                input = input with { Assumptions = [.. input.Assumptions, FillTables.Assumption(parameters, input.Options.Fee)] };
            }

            var target = parsed.GetValue(trades) is { } file ? OutputFile.Settle(file, host, option: "--trades") : null;
            var page = parsed.GetValue(html) is { } place ? OutputFile.Settle(place, host, option: "--html") : null;
            if (page is not null && target is not null && OutputFile.IsSame(page.Path, target.Path))
            {
                throw new CliException(ExitCodes.Usage, "--html and --trades name the same file; name two");
            }

            if (parsed.GetValue(export) is not null && input.Options.PartialExits)
            {
                throw new CliException(ExitCodes.Usage, "--export and --partial-exits exclude each other: the exported files have one exit order for each trade; leave one out");
            }

            input = arguments.WithTiers(input, chosen.Release, parsed, host);
            var started = host.Clock.GetTimestamp();
            var result = BacktestOutput.Run(input, chosen);
            var statistics = BacktestStatistics.Of(result, input.Pairs, input.Options, (int)parsed.GetValue(simulations), (int)parsed.GetValue(seed));
            var document = BacktestOutput.DocumentOf(input, chosen, result, statistics, host.Clock.GetElapsedTime(started).TotalSeconds);
            _ = target?.Write(stream =>
            {
                stream.Write(BacktestOutput.Lines(input, result));
                return 0;
            });
            _ = page?.Write(stream =>
            {
                HtmlReport.Write(stream, input, result, document);
                return 0;
            });
            if (parsed.GetValue(export) is not null)
            {
                var exported = FreqtradeExport.Write(new ExportRun(input, chosen, result, document, host.Clock.GetUtcNow()), host.FullPath(parsed.GetRequiredValue(exportFolder)));
                host.Error.WriteLine($"bridge: exported {exported}");
            }

            if (parsed.GetValue(GlobalOptions.Json))
            {
                JsonOut.Write(host, document, DocumentJson.Default.BacktestDocument);
            }
            else
            {
                BacktestOutput.Show(input, document, result, host);
            }

            return ExitCodes.Success;
        });
        return command;
    }
}
