using System.CommandLine;

namespace AgentBridge.Cli;

/// <summary><c>bridge freqtrade strategy</c>: writes the one file that Freqtrade searches for.</summary>
internal static class FreqtradeStrategyCommand
{
    private const string FileName = "AgentBridgeStrategy.py";

    public static Command Create(CliHost host)
    {
        var folder = new Option<string>("--out")
        {
            Description = "The folder of Freqtrade's strategies",
            HelpName = "FOLDER",
            DefaultValueFactory = _ => Path.Combine("user_data", "strategies"),
        };
        var command = new Command("strategy", $"Writes {FileName}, which --strategy AgentBridgeStrategy needs, and prints the next command") { folder };
        command.SetAction(parsed =>
        {
            var installation = Tools.RequireInstallation(host, "freqtrade strategy");
            var package = installation.StrategyFolder;
            var shown = parsed.GetRequiredValue(folder);
            var path = LayDown(Path.Combine(package, FileName), shown, host);
            var next = $"{(installation.IsCheckout ? "freqtrade" : "bridge freqtrade run --")} trade --strategy AgentBridgeStrategy --strategy-path {Quoted(Path.GetDirectoryName(path)!)} -c CONFIG.json";
            if (parsed.GetValue(GlobalOptions.Json))
            {
                JsonOut.Write(host, new FreqtradeStrategyDocument(path, package, next), DocumentJson.Default.FreqtradeStrategyDocument);
            }
            else
            {
                host.Out.WriteLine(path);
                host.Out.WriteLine($"into {(installation.IsCheckout ? "Freqtrade's environment" : "the environment of another Freqtrade")}, once: pip install {Quoted(package)}");
                host.Out.WriteLine($"then: {next}");
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static string LayDown(string source, string folder, CliHost host)
    {
        byte[] wanted;
        try
        {
            wanted = File.ReadAllBytes(source);
            _ = Directory.CreateDirectory(host.FullPath(folder));
        }
        catch (Exception exception) when (WriteFailure.Describe(exception) is { } what)
        {
            throw new CliException(ExitCodes.Usage, $"--out {folder}: {what}", exception);
        }

        var file = Path.Combine(folder, FileName);
        var output = OutputFile.Settle(file, host);
        if (File.Exists(output.Path))
        {
            // The user may have changed it.
            return File.ReadAllBytes(output.Path).AsSpan().SequenceEqual(wanted)
                ? output.Path
                : throw new CliException(ExitCodes.Usage, $"--out {folder}: there is another {FileName}; move it away or name another folder");
        }

        return output.Write(stream =>
        {
            stream.Write(wanted);
            return output.Path;
        });
    }

    private static string Quoted(string path) => path.Contains(' ', StringComparison.Ordinal) ? $"\"{path}\"" : path;
}
