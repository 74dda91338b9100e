using System.Diagnostics;
using AgentBridge.Tests.Cli;

namespace AgentBridge.Tests.Plugins;

/// <summary>The compiler of the SDK that runs these tests, for assemblies that can't be projects of this solution.</summary>
internal static class Compiler
{
    private const string Usings = """
        using System;
        using System.ComponentModel;
        using System.ComponentModel.DataAnnotations;
        using AgentBridge.Market;
        using AgentBridge.Schema;
        using AgentBridge.Signals;

        """;

    private static readonly string Runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    private static Lazy<string> Csc { get; } = new(Find);

    /// <summary>Compiles a text against the contract, and against the tests' own .NET framework if the text names none.</summary>
    public static string Compile(string folder, string name, string source, string stamp = "[assembly: StrategyContract(1)]", string[]? words = null, string[]? references = null)
    {
        Directory.CreateDirectory(folder);
        var (text, target) = (Path.Combine(folder, name + ".cs"), Path.Combine(folder, name + ".dll"));
        File.WriteAllText(text, Usings + stamp + "\n" + source);
        string[] contract = references ?? [.. new[] { "Schema", "Market", "Signals" }.Select(part => Path.Combine(AppContext.BaseDirectory, $"AgentBridge.{part}.dll"))];
        var info = new ProcessStartInfo(BridgeProcess.Dotnet) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        string[] command = ["exec", Csc.Value, "-nologo", "-target:library", "-nostdlib", "-nullable:enable", "-out:" + target, text, .. words ?? []];
        foreach (var word in command.Concat(Directory.GetFiles(Runtime, "System*.dll").Append(Path.Combine(Runtime, "netstandard.dll")).Concat(contract).Select(r => "-r:" + r)))
        {
            info.ArgumentList.Add(word);
        }

        using var process = Process.Start(info)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        process.ExitCode.Should().Be(0, output.Result + error.Result);
        return target;
    }

    private static string Find()
    {
        using var process = Process.Start(new ProcessStartInfo(BridgeProcess.Dotnet, ["--list-sdks"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return lines.Select(line => line.Split(" [", 2)).Select(parts => Path.Combine(parts[1].TrimEnd(']'), parts[0], "Roslyn", "bincore", "csc.dll")).Last(File.Exists);
    }
}
