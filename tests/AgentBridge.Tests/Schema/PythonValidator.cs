using System.Diagnostics;
using System.Text;
using System.Text.Json;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Schema;

/// <summary>The verdict of contract_check.py on a message; no schema verdict if the syntax is wrong.</summary>
internal sealed record PythonVerdict(string? Syntax, bool? Schema);

/// <summary>Python's jsonschema in one process for many messages.</summary>
internal static class PythonValidator
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly Lazy<IReadOnlyList<string>> Interpreters = new(() => [.. new[] { "python3", "/usr/bin/python3" }.Where(ImportsJsonschema)]);

    /// <summary>Checks messages with every Python on this machine that has jsonschema (versions may differ).</summary>
    public static IReadOnlyList<(string Python, IReadOnlyList<PythonVerdict> Verdicts)> Judge(IReadOnlyList<byte[]> messages)
    {
        Skip.If(Interpreters.Value.Count == 0, "needs a python3 with the package jsonschema (Debian: python3-jsonschema)");
        var input = string.Concat(messages.Select(message => Convert.ToBase64String(message) + "\n"));
        return [.. Interpreters.Value.Select(python => (python, (IReadOnlyList<PythonVerdict>)Parse(python, input, messages.Count)))];
    }

    private static List<PythonVerdict> Parse(string python, string input, int count)
    {
        var (exitCode, output, error) = Run(python, input, Repository.PathOf("tests", "AgentBridge.Tests", "Schema", "contract_check.py"), Repository.PathOf("schema", "trading-signal-1.0.schema.json"));
        exitCode.Should().Be(0, error);
        var verdicts = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).Select(verdict => new PythonVerdict(
            verdict.GetProperty("syntax").GetString(),
            verdict.GetProperty("schema") is { ValueKind: not JsonValueKind.Null } schema ? schema.GetBoolean() : null)).ToList();
        verdicts.Should().HaveCount(count);
        return verdicts;
    }

    private static bool ImportsJsonschema(string python)
    {
        try
        {
            return Run(python, "", "-c", "import jsonschema; jsonschema.Draft7Validator").ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static (int ExitCode, string Output, string Error) Run(string python, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo(python, ["-B", .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{python} did not end within {Limit}");
        }

        return (process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }
}
