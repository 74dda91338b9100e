using System.CommandLine;
using AgentBridge.Backtesting;

namespace AgentBridge.Cli;

/// <summary><c>bridge backtest</c></summary>
internal static class BacktestCommand
{
    public static Command Create(CliHost host)
    {
        var arguments = new BacktestArguments();
        var rules = GlobalOptions.OneOf("--rules", "The rules of the fills", [.. BacktestRules.All.Select(r => r.Name)]);
        var trades = new Option<string?>("--trades") { Description = "A file for the trades: one JSON document a line, in Freqtrade's names", HelpName = "FILE.jsonl" };
        var command = new Command("backtest", "Plays the signals of a strategy or a file over candles, by the rules of a Freqtrade release") { rules, trades };
        arguments.AddTo(command);
        command.SetAction(parsed =>
        {
            var input = arguments.Read(parsed, host);
            var target = parsed.GetValue(trades) is { } file ? OutputFile.Settle(file, host) : null;
            var chosen = BacktestRules.Find(parsed.GetRequiredValue(rules))!;
            var started = host.Clock.GetTimestamp();
            var result = BacktestOutput.Run(input, chosen);
            var document = BacktestOutput.DocumentOf(input, chosen, result, host.Clock.GetElapsedTime(started).TotalSeconds);
            _ = target?.Write(stream =>
            {
                stream.Write(BacktestOutput.Lines(input, result));
                return 0;
            });
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
