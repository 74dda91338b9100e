using System.CommandLine;

namespace AgentBridge.Cli;

/// <summary><c>bridge freqtrade wheel</c>: the Python package with C# in it.</summary>
internal static class FreqtradeWheelCommand
{
    private static readonly Dictionary<string, WheelKind> Kinds = new(StringComparer.Ordinal) { ["any"] = WheelKind.Any, ["linux"] = WheelKind.Linux };

    public static Command Create(CliHost host)
    {
        var folder = new Option<string?>("--out") { Description = "The folder of the wheels (by default .artifacts/wheels of the checkout, or wheels in the data folder of a package)", HelpName = "FOLDER" };
        var only = new Option<string?>("--only") { Description = "One wheel only: any (its .NET runtime is the machine's) or linux (no .NET is needed)" };
        _ = only.AcceptOnlyFromAmong([.. Kinds.Keys]);
        var command = new Command("wheel", "Makes the wheels of the Python package that carry C#: into Freqtrade's environment with pip install") { folder, only };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var installation = Tools.RequireInstallation(host, "freqtrade wheel");
            var kinds = parsed.GetValue(only) is { } name ? [Kinds[name]] : installation.IsCheckout ? Kinds.Values.ToArray() : [WheelKind.Any];
            if (!installation.IsCheckout && kinds.Contains(WheelKind.Linux))
            {
                throw new CliException(
                    ExitCodes.Usage, "freqtrade wheel --only linux compiles the sources: run ./bridge freqtrade wheel in a checkout. A library with a strategy of yours is made by dotnet publish, see the README of AgentBridge.Native");
            }

            var builder = new WheelBuilder(installation, host);
            var place = OutputFolder.Create(parsed.GetValue(folder) ?? Path.Combine(installation.DataFolder, "wheels"), host);
            var wheels = new List<string>();
            foreach (var kind in kinds)
            {
                wheels.Add(await builder.BuildAsync(kind, place, cancellationToken));
            }

            if (parsed.GetValue(GlobalOptions.Json))
            {
                JsonOut.Write(host, new FreqtradeWheelDocument(wheels), DocumentJson.Default.FreqtradeWheelDocument);
            }
            else
            {
                wheels.ForEach(host.Out.WriteLine);
            }

            return ExitCodes.Success;
        });
        return command;
    }
}
