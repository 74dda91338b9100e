using System.CommandLine;
using System.Globalization;
using AgentBridge.Testing;

namespace AgentBridge.Cli;

/// <summary>The second process of a check: prints the digest of all plans. Not for people.</summary>
internal static class StrategiesDigestCommand
{
    public const string Name = "digest";
    public const string ForeignCulture = "--foreign-culture";

    public static Command Create(CliHost host)
    {
        var arguments = new CheckArguments();
        var foreign = new Option<bool>(ForeignCulture) { Description = "Run where numbers have a decimal comma" };
        var command = new Command(Name, "The digest of a strategy's plans") { Hidden = true };
        arguments.AddTo(command);
        command.Options.Add(foreign);
        command.SetAction(parsed =>
        {
            var (strategy, files, quarantine) = arguments.Settle(parsed, Settings.Load(parsed, host).Config, host);
            var candles = files.Read(quarantine, host);
            if (parsed.GetValue(foreign))
            {
                CultureInfo.CurrentCulture = ForeignCultures.DecimalComma();
            }

            host.Out.WriteLine(StrategyCheck.Digest(strategy, candles));
            return ExitCodes.Success;
        });
        return command;
    }
}
