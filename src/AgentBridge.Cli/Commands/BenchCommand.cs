using System.CommandLine;

namespace AgentBridge.Cli;

/// <summary><c>bridge bench</c></summary>
internal static class BenchCommand
{
    public static Command Create(CliHost host)
    {
        var rest = new Argument<string[]>("ARGUMENTS") { Description = "Passed on: --filter NAME (figures whose name contains it; default: all but whole backtests), --quick (5 runs), --runs N (default: 15)", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("bench", "Measures speed and memory, with the machine and the hash of each output") { rest };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var root = Tools.RequireRoot(host, "bench");
            var program = Path.Combine(root, ".artifacts", "bin", "AgentBridge.Benchmarks", "release", "AgentBridge.Benchmarks.dll");
            if (!File.Exists(program))
            {
                throw new CliException(ExitCodes.Usage, "the benchmarks are not built; run ./bridge bench from the checkout");
            }

            // Variables that are already set stay; nothing is installed for a measurement.
            var pythons = FreqtradeRelease.All.Where(r => !host.Environment.ContainsKey(r.PythonVariable))
                .ToDictionary(r => r.PythonVariable, r => FreqtradeEnvironment.Of(r, root).Python, StringComparer.Ordinal);
            string[] json = parsed.GetValue(GlobalOptions.Json) ? ["--json"] : [];
            return await Tools.RunAsync(host.Dotnet, ["exec", program, .. json, .. parsed.GetValue(rest) ?? [], .. parsed.UnmatchedTokens], root, null, cancellationToken, pythons);
        });
        return command;
    }
}
