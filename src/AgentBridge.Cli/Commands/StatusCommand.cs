using System.CommandLine;

namespace AgentBridge.Cli;

/// <summary><c>bridge status</c></summary>
internal static class StatusCommand
{
    public static Command Create(CliHost host)
    {
        var http = new Option<string?>("--http") { Description = "The endpoints of a running agent (default: what the journals of JOURNAL_DIR say)", HelpName = "URL" };
        var command = new Command("status", "What the agent does, pair by pair; exit 0 only if every pair is decided on every candle") { http };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = Settings.Load(parsed, host);
            var status = parsed.GetValue(http) is { } url
                ? await StatusReport.AskAsync(url, cancellationToken)
                : StatusReport.FromJournals(host.FullPath(settings.Config.JournalDir), host.Clock);
            if (parsed.GetValue(GlobalOptions.Json))
            {
                JsonOut.Write(host, status, DocumentJson.Default.AgentStatusDocument);
            }
            else
            {
                StatusReport.Show(status, host);
            }

            return StatusReport.IsWell(status) ? ExitCodes.Success : ExitCodes.CheckFailed;
        });
        return command;
    }
}
