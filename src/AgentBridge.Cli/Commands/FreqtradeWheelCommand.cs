using System.CommandLine;

namespace AgentBridge.Cli;

/// <summary><c>bridge freqtrade wheel</c>: the Python package with C# in it.</summary>
internal static class FreqtradeWheelCommand
{
    private static readonly Dictionary<string, WheelKind> Kinds = new(StringComparer.Ordinal) { ["any"] = WheelKind.Any, ["linux"] = WheelKind.Linux };

    public static Command Create(CliHost host)
    {
        var folder = new Option<string?>("--out") { Description = "The folder of the wheels (.artifacts/wheels of the checkout by default)", HelpName = "FOLDER" };
        var only = new Option<string?>("--only") { Description = "One wheel only: any (its .NET runtime is the machine's) or linux (no .NET is needed)" };
        _ = only.AcceptOnlyFromAmong([.. Kinds.Keys]);
        var command = new Command("wheel", "Makes the wheels of the Python package that carry C#: into Freqtrade's environment with pip install") { folder, only };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var root = Tools.RequireRoot(host, "freqtrade wheel");
            var builder = new WheelBuilder(root, host);
            var place = Folder(parsed.GetValue(folder) ?? Path.Combine(root, ".artifacts", "wheels"), host);
            var wheels = new List<string>();
            foreach (var kind in parsed.GetValue(only) is { } name ? [Kinds[name]] : Kinds.Values.ToArray())
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

    private static string Folder(string shown, CliHost host)
    {
        try
        {
            return Directory.CreateDirectory(host.FullPath(shown)).FullName;
        }
        catch (Exception exception) when (WriteFailure.Describe(exception) is { } what)
        {
            throw new CliException(ExitCodes.Usage, $"--out {shown}: {what}", exception);
        }
    }
}
