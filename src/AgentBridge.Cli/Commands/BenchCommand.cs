using System.CommandLine;
using System.Globalization;

namespace AgentBridge.Cli;

/// <summary><c>bridge bench</c></summary>
internal static class BenchCommand
{
    private const int QuickRuns = 5;
    private const int StandardRuns = 15;
    private const int MostRuns = 10_000;

    public static Command Create(CliHost host)
    {
        var filter = new Option<string?>("--filter") { Description = "Only figures whose name contains it (default: all but whole backtests and indicators, which take minutes)", HelpName = "NAME" };
        var quick = new Option<bool>("--quick") { Description = FormattableString.Invariant($"{QuickRuns} runs of each") };
        var runs = GlobalOptions.Whole("--runs", "How often each is run; the median counts", "N", 1, MostRuns, StandardRuns);
        var command = new Command("bench", "Measures speed and memory, with the machine and the hash of each output") { filter, quick, runs };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var count = parsed.GetValue(quick) ? QuickRuns : parsed.GetValue(runs);
            string[] named = parsed.GetValue(filter) is { } name ? ["--filter", name] : [];
            string[] arguments = ["--runs", count.ToString(CultureInfo.InvariantCulture), .. named];
            return await (parsed.GetValue(GlobalOptions.Json) ? WriteDocumentAsync(arguments, host, cancellationToken) : RunAsync(arguments, null, host, cancellationToken));
        });
        return command;
    }

    private static async Task<int> RunAsync(IReadOnlyList<string> arguments, Action<string>? onLine, CliHost host, CancellationToken cancellationToken)
    {
        var root = Tools.RequireRoot(host, "bench");
        var program = Path.Combine(root, ".artifacts", "bin", "AgentBridge.Benchmarks", "release", "AgentBridge.Benchmarks.dll");
        if (!File.Exists(program))
        {
            throw new CliException(ExitCodes.Usage, "the benchmarks are not built; run ./bridge bench from the checkout");
        }

        // Variables that are already set stay; nothing is installed for a measurement.
        var pythons = FreqtradeRelease.All.Where(r => !host.Environment.ContainsKey(r.PythonVariable))
            .ToDictionary(r => r.PythonVariable, r => FreqtradeEnvironment.Of(r, Installation.OfCheckout(root)).Python, StringComparer.Ordinal);
        return await Tools.RunAsync(host.Dotnet, ["exec", program, .. arguments], root, onLine, cancellationToken, pythons);
    }

    /// <summary>Runs it with its document in a file: its output goes to stderr, and a failure has its own document.</summary>
    private static async Task<int> WriteDocumentAsync(IReadOnlyList<string> arguments, CliHost host, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("bridge-bench-");
        try
        {
            var file = Path.Combine(folder.FullName, "bench.json");

            // The last line is held back, because for a failed run it is the reason.
            string? last = null;
            var code = await RunAsync(
                [.. arguments, "--json", file],
                line =>
                {
                    if (last is not null)
                    {
                        host.Error.WriteLine(last);
                    }

                    last = line;
                },
                host,
                cancellationToken);
            if (code != ExitCodes.Success)
            {
                throw code == ExitCodes.Usage
                    ? new CliException(ExitCodes.Usage, last ?? "the benchmarks refuse their arguments")
                    : new CliException(ExitCodes.Bug, FormattableString.Invariant($"the benchmarks ended with exit code {code}: {last}"));
            }

            if (last is not null)
            {
                await host.Error.WriteLineAsync(last);
            }

            JsonOut.Claim(host);
            await host.Out.WriteAsync(await File.ReadAllTextAsync(file, cancellationToken));
            return ExitCodes.Success;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
