using System.CommandLine;

namespace AgentBridge.Cli;

/// <summary><c>bridge parity</c></summary>
internal static class ParityCommand
{
    public static Command Create(CliHost host)
    {
        var arguments = new BacktestArguments();
        var release = GlobalOptions.OneOf("--freqtrade", "Which release", [.. FreqtradeRelease.All.Select(r => r.Version)]);
        var keep = new Option<string?>("--keep") { Description = "An empty folder for Freqtrade's files (default: a temporary one, which is deleted)", HelpName = "FOLDER" };
        var command = new Command("parity", "Runs a backtest here and on the real Freqtrade, and compares the trades in nine fields; exits with 1 if they differ") { release, keep };
        arguments.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var input = arguments.Read(parsed, host);
            var version = FreqtradeRelease.Of(parsed.GetRequiredValue(release));
            var run = new ParityRun(version, Tools.RequireInstallation(host, "parity"), host);
            var report = await run.RunAsync(input, parsed.GetValue(keep), cancellationToken);
            ParityOutput.Show(report, parsed.GetValue(GlobalOptions.Json), host);
            return report.IsEqual ? ExitCodes.Success : ExitCodes.CheckFailed;
        });
        return command;
    }
}
