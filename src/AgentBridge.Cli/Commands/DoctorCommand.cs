using System.CommandLine;
using System.Runtime.InteropServices;
using AgentBridge.Engine;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary><c>bridge doctor</c></summary>
internal static class DoctorCommand
{
    private const string Channel = "channel";
    private const string ChannelRemedy = "start the server, or correct REDIS_URL; TRANSPORT=file needs none";

    public static Command Create(CliHost host)
    {
        var command = new Command("doctor", "Checks this machine; exit 0 only if the main job can run");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var checks = await ExamineAsync(parsed, host, cancellationToken);
            if (parsed.GetValue(GlobalOptions.Json))
            {
                WriteJson(host, checks);
            }
            else
            {
                TextTable.Write(host, null, ["Check", "OK", "Detail", "Remedy"], checks.Select(c => (IReadOnlyList<string>)[c.Name, c.Ok ? "yes" : c.IsAdvice ? "no (advice)" : "NO", c.Detail, c.Ok ? "" : c.Remedy]));
            }

            return checks.TrueForAll(c => c.Ok || c.IsAdvice) ? ExitCodes.Success : ExitCodes.CheckFailed;
        });
        return command;
    }

    private static async Task<List<DoctorCheck>> ExamineAsync(ParseResult parsed, CliHost host, CancellationToken cancellationToken)
    {
        var checks = new List<DoctorCheck> { new(".NET", true, RuntimeInformation.FrameworkDescription, "") };
        Settings? settings = null;
        try
        {
            settings = Settings.Load(parsed, host);
            var config = settings.Config;
            _ = StrategyOptions.Bind(null, [], config, host);
            checks.Add(new("configuration", true, $"{config.DefaultSymbol} {config.Timeframe}, {config.ModelName}", ""));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            checks.Add(new("configuration", false, exception.Message.ReplaceLineEndings("; "), "correct the key in .env or the environment; envs/.env.example explains each"));
        }

        checks.Add(Journals(host.FullPath((settings?.Config ?? new BridgeConfig()).JournalDir)));
        checks.Add(RedisServerProcess.TryFind(out var server)
            ? new("redis-server", true, server, "")
            : new("redis-server", false, "not on the PATH; the main job uses the file channel", "apt-get install redis-server, or set TRANSPORT=file", IsAdvice: true));
        checks.Add(Files(host));
        checks.AddRange(await FreqtradeChecks.RunAsync(host, cancellationToken));
        checks.Add(Clock(host));
        if (settings is not null)
        {
            checks.Add(await DoctorCheck.OfAsync(Channel, ChannelRemedy, () => ChannelAsync(settings, host, cancellationToken)));
        }

        return checks;
    }

    /// <summary>The channel of publish, fetch and the agent; the main job uses a private one.</summary>
    private static async Task<DoctorCheck> ChannelAsync(Settings settings, CliHost host, CancellationToken cancellationToken)
    {
        await using var channel = OpenChannel.TryNamed(settings, null, host);
        if (channel is null)
        {
            return new(Channel, false, "none is configured; publish, fetch and the agent need one", "set REDIS_URL, or TRANSPORT=file", IsAdvice: true);
        }

        _ = await channel.Source.FetchLatestSignalAsync(settings.Config.DefaultSymbol, 0, cancellationToken);
        return new(Channel, true, channel.Description, "");
    }

    private static DoctorCheck Journals(string folder)
    {
        // Checking leaves nothing behind: for a folder that does not exist yet, its parent is checked.
        var place = folder;
        while (!Path.Exists(place) && Path.GetDirectoryName(place) is { } parent)
        {
            place = parent;
        }

        var probe = Path.Combine(place, FormattableString.Invariant($".bridge-doctor-{Environment.ProcessId}"));
        try
        {
            File.WriteAllText(probe, "x");
            File.Delete(probe);
            return new("journals", true, folder, "");
        }
        catch (Exception exception) when (WriteFailure.Describe(exception) is { } what)
        {
            return new("journals", false, $"{folder}: {what}", "make the folder writable, free space, or name another with JOURNAL_DIR");
        }
    }

    private static DoctorCheck Files(CliHost host) => Installation.Of(host) switch
    {
        { IsCheckout: true } checkout => new("sources", true, checkout.Root, ""),
        { } package => new("installation", true, $"a package, version {BridgeVersion.Text}, without sources; its data is in {package.DataFolder}", ""),
        null => new("sources", false, "the program runs without a checkout: G1 has no evidence", "install the .NET tool AgentBridge.Cli, or run ./bridge in a checkout", IsAdvice: true),
    };

    private static DoctorCheck Clock(CliHost host)
    {
        var now = host.Clock.GetUtcNow();
        return now.Year is >= 2025 and < 2100
            ? new("clock", true, SignalTimestamp.ToText(now), "")
            : new("clock", false, SignalTimestamp.ToText(now), "set the system's clock; the age of signals depends on it");
    }

    private static void WriteJson(CliHost host, List<DoctorCheck> checks) => JsonOut.Write(
        host,
        [.. checks.Select(check => new DoctorDocument(check.Name, check.Ok, check.Detail, check.Ok ? string.Empty : check.Remedy))],
        DocumentJson.Default.IReadOnlyListDoctorDocument);
}
