using System.CommandLine;
using AgentBridge.Backtesting;
using AgentBridge.Engine;

namespace AgentBridge.Cli;

/// <summary><c>bridge gates</c></summary>
internal static class GatesCommand
{
    public static Command Create(CliHost host)
    {
        var requireFreqtrade = new Option<bool>("--require-freqtrade") { Description = "Trades of the paper host do not count for G2" };
        var command = new Command("gates", "Prints the evidence of the gates G1 to G4; exit 0 only if all hold") { requireFreqtrade };
        command.SetAction(parsed =>
        {
            var config = Settings.Load(parsed, host).Config;
            var journals = host.FullPath(config.JournalDir);
            var gates = ValidationGates.Evaluate(new GateSettings
            {
                Tests = TestGate.Of(host),
                JournalFolder = journals,
                BotFolders = BotFolder.Under(journals),
                RequireFreqtrade = parsed.GetValue(requireFreqtrade),
            });
            if (parsed.GetValue(GlobalOptions.Json))
            {
                JsonOut.Write(host, gates, DocumentJson.Default.IReadOnlyListGateResult);
            }
            else
            {
                GatesOutput.Show(host, gates);
            }

            return gates.All(g => g.Passed) ? ExitCodes.Success : ExitCodes.CheckFailed;
        });
        return command;
    }
}
