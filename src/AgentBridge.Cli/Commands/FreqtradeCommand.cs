using System.CommandLine;
using AgentBridge.Engine;

namespace AgentBridge.Cli;

/// <summary><c>bridge freqtrade install|strategy|wheel|run|backtest</c></summary>
internal static class FreqtradeCommand
{
    private const string PythonPath = "PYTHONPATH";
    private const string AssemblyVariable = "FREQTRADE__AGENTBRIDGE__STRATEGY__ASSEMBLY";

    public static Command Create(CliHost host) => new("freqtrade", "Installs the pinned Freqtrade, and runs it")
    {
        Install(host),
        FreqtradeStrategyCommand.Create(host),
        FreqtradeWheelCommand.Create(host),
        Pass(host, "run", "Runs freqtrade with the arguments that follow: bridge freqtrade run trade -c config.json …", isService: true),
        Backtest(host),
    };

    private static Option<string> Version() => GlobalOptions.OneOf("--version", "Which release", [.. FreqtradeRelease.All.Select(r => r.Version)]);

    private static Command Install(CliHost host)
    {
        var version = Version();
        var command = new Command("install", "Creates the Python environment of a Freqtrade release; run it again to resume where it stopped") { version };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var release = FreqtradeRelease.Of(parsed.GetRequiredValue(version));
            var started = host.Clock.GetTimestamp();
            var environment = await new FreqtradeInstaller(release, Tools.RequireInstallation(host, "freqtrade install"), host).EnsureAsync(cancellationToken);
            var seconds = host.Clock.GetElapsedTime(started).TotalSeconds;
            if (parsed.GetValue(GlobalOptions.Json))
            {
                JsonOut.Write(
                    host,
                    new FreqtradeInstallDocument(release.Version, environment.Python, environment.Program, Math.Round(seconds, 3)),
                    DocumentJson.Default.FreqtradeInstallDocument);
            }
            else
            {
                host.Out.WriteLine(FormattableString.Invariant($"Freqtrade {release.Version} is ready ({seconds:0.0} s): {environment.Program}"));
            }

            return ExitCodes.Success;
        });
        return command;
    }

    /// <summary>
    /// The assembly as an environment setting of Freqtrade; checked here, where an error is one line. A package's Python
    /// side is found without an install; one that was installed into the environment, with a library in it for instance, takes precedence.
    /// </summary>
    private static Dictionary<string, string> Variables(string? assembly, Installation installation, FreqtradeEnvironment environment, CliHost host)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!installation.IsCheckout && InstalledPackages.Of(environment)?.Has("agent-bridge") != true)
        {
            variables[PythonPath] = host.Environment.TryGetValue(PythonPath, out var path) && path.Length > 0
                ? installation.StrategyFolder + Path.PathSeparator + path
                : installation.StrategyFolder;
        }

        if (assembly is not null)
        {
            variables[AssemblyVariable] = string.IsNullOrWhiteSpace(assembly)
                ? throw new CliException(ExitCodes.Usage, "--strategy-assembly: expected the path of a .dll")
                : StrategyAssembly.Load(host.FullPath(assembly)).Origin.Path;
        }

        return variables;
    }

    private static PassThroughCommand Backtest(CliHost host)
    {
        var offline = new Option<bool>("--offline") { Description = "Without an exchange: its markets are assumed from the candles of the data folder (Binance, spot or futures)" };
        var command = Pass(host, "backtest", "Runs freqtrade backtesting with the arguments that follow", isService: false, offline, "backtesting");
        command.Aliases.Add("backtesting");
        command.Options.Add(offline);
        return command;
    }

    private static PassThroughCommand Pass(CliHost host, string name, string description, bool isService, Option<bool>? offline = null, params string[] first)
    {
        var version = Version();
        var rest = new Argument<string[]>("ARGUMENTS") { Description = "Passed on as they are; put -- before the first", Arity = ArgumentArity.ZeroOrMore };
        var assembly = new Option<string?>("--strategy-assembly")
        {
            Description = "An assembly of your own, for the source clr: agentbridge.strategy.assembly of the configuration",
            HelpName = "FILE.dll",
        };
        var command = new PassThroughCommand(name, description) { version, assembly, rest };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var release = FreqtradeRelease.Of(parsed.GetRequiredValue(version));
            var installation = Tools.RequireInstallation(host, $"freqtrade {name}");
            var environment = new FreqtradeInstaller(release, installation, host).Require();
            string[] arguments = [.. first, .. parsed.GetValue(rest) ?? [], .. parsed.UnmatchedTokens];
            release.RequirePackages(environment, arguments);
            var variables = Variables(parsed.GetValue(assembly), installation, environment, host);
            await using var exchange = offline is not null && parsed.GetValue(offline) ? await OfflineExchange.StartAsync(arguments, host, cancellationToken) : null;
            foreach (var (variable, value) in exchange is null ? new Dictionary<string, string>(StringComparer.Ordinal) : OfflineExchange.Variables)
            {
                variables[variable] = value;
            }

            var ended = await Tools.PassAsync(environment.Python, FreqtradeEnvironment.Run(exchange?.Arguments ?? arguments), host.WorkingDirectory, variables);
            return isService ? ended.AsService : ended.ExitCode;
        });
        return command;
    }
}
